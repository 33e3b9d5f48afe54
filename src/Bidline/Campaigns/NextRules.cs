namespace Bidline.Campaigns;

/// <summary>What a dial came to when it did not become a conversation that counts.</summary>
public enum DialResult
{
    Busy,
    NoAnswer,

    /// <summary>Declined, unavailable, not confirmed, or its way there failed.</summary>
    Refused,

    /// <summary>Answered, and hung up again by the far side soon after.</summary>
    HungUp,
}

/// <summary>What is done after such a dial.</summary>
public enum NextStep
{
    /// <summary>The next offer of the tier.</summary>
    Next,

    /// <summary>The same target once more.</summary>
    Again,

    /// <summary>The next tier, whatever offers this one has left.</summary>
    NextTier,

    /// <summary>No more dials: the caller gets the fallback.</summary>
    Stop,
}

/// <summary>
/// What follows on each result, as a campaign, one of its tiers or one place in a tier says it; null where it says
/// nothing.
/// </summary>
public sealed record NextRules
{
    public static NextRules None { get; } = new();

    public NextStep? Busy { get; init; }

    public NextStep? NoAnswer { get; init; }

    public NextStep? Refused { get; init; }

    public NextStep? HungUp { get; init; }

    /// <summary>How soon a hang-up by the far side counts as <see cref="DialResult.HungUp"/>; set with that step.</summary>
    public TimeSpan HungUpWithin { get; init; }

    /// <summary>How often the same target is dialled once more in one call, and what is waited before each time.</summary>
    public int AgainMax { get; init; } = 1;

    public TimeSpan AgainWait { get; init; }

    public NextStep? Of(DialResult result) => result switch
    {
        DialResult.Busy => Busy,
        DialResult.NoAnswer => NoAnswer,
        DialResult.Refused => Refused,
        _ => HungUp,
    };
}
