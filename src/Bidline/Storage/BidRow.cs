using Bidline.Auctions;
using Bidline.Primitives;

namespace Bidline.Storage;

/// <summary>
/// One candidate of one auction as the bid store keeps it: what is counted, not all that is explained. A value, because ten
/// thousand a second wait to be written, and objects that wait are carried through every collection.
/// </summary>
/// <param name="At">When the auction began.</param>
/// <param name="Trigger">The auction's: "call", "ping" or "reroute"; <see cref="Shadow"/> for a shadow's row.</param>
/// <param name="State">The caller's, "FL"; null when unknown.</param>
/// <param name="SentMs">Milliseconds after the auction's start; null when not asked over the network. The same for the
/// next.</param>
public readonly record struct BidRow(
    DateTimeOffset At,
    AuctionId Auction,
    CallId Call,
    CampaignId Campaign,
    PublisherId Publisher,
    string? State,
    string Trigger,
    bool Test,
    TargetId Target,
    BuyerId Buyer,
    int Tier,
    CandidateStage Stage,
    string Reason,
    int? Rank,
    Money? Bid,
    Money? Effective,
    Money Floor,
    double DeadlineMs,
    double? SentMs,
    double? DoneMs)
{
    /// <summary>The trigger of rows that take no part in their auction: counts of bidding leave them out.</summary>
    public const string Shadow = "shadow";
}

/// <summary>How one buyer's bidding went in a period, by the definitions of console.md 4.4.</summary>
/// <param name="Asked">Request sent; fixed prices count as asked and answered.</param>
/// <param name="Answered">In time, with an answer that could be read.</param>
/// <param name="Bids">Answers with a price above zero.</param>
/// <param name="Late">Answers after the deadline; they are among the time-outs too.</param>
/// <param name="LatencyP50Ms">Over bidders asked by network, a time-out counted as the deadline; null when there was
/// none.</param>
public sealed record BuyerBidding(
    BuyerId Buyer,
    long Considered,
    long Asked,
    long Answered,
    long Bids,
    long Won,
    long Timeouts,
    long Late,
    double? LatencyP50Ms,
    double? LatencyP95Ms);
