using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>A valid bid, ranked: dial this target at this price.</summary>
/// <param name="Price">What the buyer pays when the call qualifies.</param>
/// <param name="Destination">
/// Where to dial; <see cref="Destination.FromBid"/> only while the confirmation that will name it has not come.
/// </param>
/// <param name="Qualify">The bid's own seconds when it named some, otherwise the target's.</param>
/// <param name="ExpiresAt">Null when the bid did not say; then it holds for this call.</param>
/// <param name="ToConfirm">What the bidder is to confirm before the dial; null when nothing is.</param>
public sealed record Offer(
    Target Target,
    Buyer Buyer,
    Money Price,
    Destination Destination,
    QualifyRule Qualify,
    string? BidId,
    DateTimeOffset? ExpiresAt,
    WonBid? ToConfirm = null)
{
    /// <summary>Null where the auction goes by price.</summary>
    public ExpectedRevenue? Expected { get; init; }

    /// <summary>The publisher gets its promise also where it is above the price.</summary>
    public bool AllowLoss { get; init; }

    /// <summary>What the auction compares.</summary>
    public Money Compared => Expected?.Amount ?? Price;
}

/// <summary>What an auction came to: the record, and the offers in the order they are to be dialled.</summary>
public sealed record AuctionResult(AuctionRecord Record, IReadOnlyList<Offer> Offers);
