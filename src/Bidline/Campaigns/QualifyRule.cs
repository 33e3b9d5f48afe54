namespace Bidline.Campaigns;

/// <summary>
/// When a party's money moves: so many seconds after a moment of the call, or an event that the buyer posts back. A
/// call that was sold to nobody meets no rule.
/// </summary>
/// <param name="Connected">The seconds needed, counted from <see cref="From"/> to the end of the talk.</param>
public sealed record QualifyRule(TimeSpan Connected)
{
    public QualifyFrom From { get; init; } = QualifyFrom.Answer;

    /// <summary>Decides in place of the seconds; null where they do.</summary>
    public ConversionRule? Conversion { get; init; }

    /// <summary>Exactly the needed time qualifies; nothing is rounded before the test (money.md M9).</summary>
    public bool IsMetBy(TimeSpan counted) => counted >= Connected;
}

/// <summary>From which moment seconds count. The caller and a target talked in any case.</summary>
public enum QualifyFrom
{
    /// <summary>The target's answer.</summary>
    Answer,

    /// <summary>The dial to the target that answered: its ringing counts too.</summary>
    Dial,

    /// <summary>The call's arrival: what the caller waited counts too.</summary>
    Incoming,
}

/// <summary>What a buyer's system has to post back about a call, and until when.</summary>
/// <param name="Event">Its name: "sale".</param>
/// <param name="Window">From the end of the call.</param>
public sealed record ConversionRule(string Event, TimeSpan Window);
