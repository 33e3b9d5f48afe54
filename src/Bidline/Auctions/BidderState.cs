namespace Bidline.Auctions;

/// <summary>How a bidder stands at one moment, for people to look at.</summary>
/// <param name="Failures">Of the last <paramref name="Known"/> requests, those without a readable answer in time.</param>
/// <param name="Known">At most 20; 0 when it has not been asked since the process began.</param>
/// <param name="RetryAt">When it is tried again; null while the breaker is closed.</param>
/// <param name="InFlight">Requests open now, late ones included.</param>
/// <param name="P99Ms">99 of 100 of its last readable answers took at most this; null while too few are known.</param>
public sealed record BidderState(
    BreakerState Breaker, int Failures, int Known, DateTimeOffset? RetryAt, int InFlight, double? P99Ms)
{
    public static BidderState NotAsked { get; } = new(BreakerState.Closed, 0, 0, null, 0, null);
}

public enum BreakerState
{
    /// <summary>Asked like any other.</summary>
    Closed,

    /// <summary>Not asked until its pause is over.</summary>
    Open,

    /// <summary>One request is out that decides.</summary>
    Probing,
}
