namespace Bidline.Campaigns.Entries;

/// <summary>
/// What follows on each result of a dial: next (unless given), again, next_tier or stop. A place in a tier decides
/// before its tier, a tier before its campaign.
/// </summary>
public sealed record NextEntry
{
    public NextStep? Busy { get; init; }

    public NextStep? NoAnswer { get; init; }

    /// <summary>Declined, unavailable, not confirmed, or its way there failed.</summary>
    public NextStep? Refused { get; init; }

    /// <summary>
    /// The far side answered and hung up within so many seconds, before it would pay; without it the call ends then.
    /// </summary>
    public NextStep? HungUp { get; init; }

    /// <summary>Goes with hung_up: 1 to 600.</summary>
    public int? HungUpWithinSeconds { get; init; }

    /// <summary>Goes with again: how often in one call, 1 to 5; once unless given.</summary>
    public int? AgainMax { get; init; }

    /// <summary>Goes with again: what is waited before each time, 0 to 60; nothing unless given.</summary>
    public int? AgainWaitSeconds { get; init; }
}
