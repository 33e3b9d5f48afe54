namespace Bidline.Simulator.Carriers;

/// <summary>What the simulated network does with one call: decided beforehand, so that an engine test can be exact.</summary>
public sealed record CarrierScript
{
    /// <summary>The caller hangs up this long after the call began, whatever the stage; null: it never does so.</summary>
    public TimeSpan? CallerLeavesAfter { get; init; }

    /// <summary>The caller hangs up this long after it was put through; null: it waits for the far side.</summary>
    public TimeSpan? CallerTalksFor { get; init; }

    /// <summary>How long an announcement plays.</summary>
    public TimeSpan AnnouncementLength { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Destination to what happens there. One that is not listed cannot be reached.</summary>
    public IReadOnlyDictionary<string, FarSide> FarSides { get; init; } = new Dictionary<string, FarSide>();
}

/// <summary>What a dialled destination does.</summary>
public abstract record FarSide
{
    private FarSide()
    {
    }

    /// <param name="HangsUpAfter">Of conversation; null: it waits for the caller.</param>
    public sealed record Answers(TimeSpan RingFor, TimeSpan? HangsUpAfter = null) : FarSide;

    /// <summary>Rings until the dial gives up.</summary>
    public sealed record NeverAnswers : FarSide;

    /// <summary>Ends the dial with a status: 486 busy, 603 declined, 480 unavailable, 5xx carrier.</summary>
    public sealed record Refuses(int SipStatus, TimeSpan After) : FarSide;

    /// <summary>Not a word comes back.</summary>
    public sealed record Silent : FarSide;
}
