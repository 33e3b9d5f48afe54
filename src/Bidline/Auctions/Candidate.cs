using Bidline.Campaigns.BidRules;
using Bidline.Odds;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// One row for every target of the campaign in every auction, asked or not. Counts over these rows add up:
/// considered = not asked + no bid + error + rejected + lost + won. Rows in shadow are left out of both sides: they
/// take no part in the auction.
/// </summary>
/// <param name="Tier">Index of the tier in the routing plan, 0 first.</param>
/// <param name="Rank">1 is the winner; null when there was no valid bid.</param>
/// <param name="Reason">The deciding cause; "won" for the winner.</param>
/// <param name="AlsoFailed">The other checks that failed, for explanation.</param>
/// <param name="Bid">What was bid, before anything was taken off; null when there was no readable bid.</param>
/// <param name="Effective">What the auction compared: the price, or the revenue that is expected of it.</param>
/// <param name="SentMs">
/// Milliseconds after the auction's start; null when not asked. The same for the two below.
/// </param>
/// <param name="BidId">The bidder's own id of its bid.</param>
/// <param name="Shown">The fields of the caller that this bidder was shown.</param>
/// <param name="Priority">
/// As in the tier when the auction was held, so that it can be decided again. The same for the next.
/// </param>
public sealed record Candidate(
    TargetId Target,
    BuyerId Buyer,
    int Tier,
    CandidateStage Stage,
    Reason Reason,
    IReadOnlyList<Reason> AlsoFailed,
    int? Rank = null,
    Money? Bid = null,
    Money? Effective = null,
    double? SentMs = null,
    double? FirstByteMs = null,
    double? DoneMs = null,
    string? BidId = null,
    string? Destination = null,
    int? QualifySeconds = null,
    LateAnswer? Late = null,
    IReadOnlyList<string>? Shown = null,
    int Priority = 0,
    int Weight = 0)
{
    /// <summary>Asked to see what it would have done, and never sold to.</summary>
    public bool Shadow { get; init; }

    /// <summary>How long it was given to answer; null when not asked over the network.</summary>
    public TimeGiven? Given { get; init; }

    /// <summary>Null where the auction went by price, and for whoever made no valid bid.</summary>
    public ExpectedRevenue? Expected { get; init; }

    /// <summary>
    /// What it pays when its call qualifies, by the auction's mechanism; null for whoever made no valid bid.
    /// </summary>
    public Money? Pays { get; init; }

    /// <summary>What it had been sent and had brought; null where the tier does not go by that.</summary>
    public TargetPast? Past { get; init; }

    /// <summary>What the buyer's own rules did to its bid; null where it has none.</summary>
    public BidRuleRun? Rules { get; init; }
}

/// <summary>How long a bidder was given to answer, and what it was told of it.</summary>
/// <param name="Ms">From the auction's start: an answer after it is late.</param>
/// <param name="ToldMs">What was left when it was asked, less the allowance for the way there and back.</param>
public sealed record TimeGiven(double Ms, TimeLimit By, double ToldMs);

/// <summary>What limited a bidder's time: the shortest of the three.</summary>
public enum TimeLimit
{
    /// <summary>The auction's deadline, less the allowance for deciding.</summary>
    Auction,

    /// <summary>The bidder's own time-out.</summary>
    Own,

    /// <summary>The bidder's own time-out, shortened to how long its answers take.</summary>
    Adaptive,
}

public enum CandidateStage
{
    NotAsked,
    NoBid,
    Error,
    Rejected,
    Lost,
    Won,
}

/// <summary>
/// An answer after the deadline: recorded, never awaited. <paramref name="WouldHave"/> is "won" or "lost".
/// </summary>
public sealed record LateAnswer(double AtMs, Money? Bid, string WouldHave);
