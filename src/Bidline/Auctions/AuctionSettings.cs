using Bidline.Campaigns;

namespace Bidline.Auctions;

/// <summary>How one process holds its auctions.</summary>
/// <param name="Node">Our name in the chain that bidders see ("bidline.example").</param>
/// <param name="CallerHashKey">Secret of at least 32 bytes; each buyer's key is made from it.</param>
public sealed record AuctionSettings(string Node, ReadOnlyMemory<byte> CallerHashKey)
{
    public const int AskedLimit = AuctionTerms.AskedLimit;

    /// <summary>
    /// Most bidders asked in one auction where the campaign says nothing; the rest are ranked out. At most
    /// <see cref="AskedLimit"/>.
    /// </summary>
    public int AskedMax { get; init; } = 20;

    /// <summary>
    /// Requests that one bidder may have open at once where its terms say nothing, late ones included; none waits in a
    /// queue.
    /// </summary>
    public int InFlightPerBidder { get; init; } = 128;

    /// <summary>
    /// An adaptive time-out is the bidder's slowest percent of late plus this, and never below the least.
    /// </summary>
    public TimeSpan AdaptiveMargin { get; init; } = TimeSpan.FromMilliseconds(10);

    public TimeSpan AdaptiveLeast { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Kept back from the deadline for ranking and for handing the winner on.</summary>
    public TimeSpan DecisionAllowance { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Kept back from the time a bidder is told, for the way there and back.</summary>
    public TimeSpan NetworkAllowance { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>A bid above this is refused where the target has no maximum of its own, in whole units.</summary>
    public decimal BidMax { get; init; } = 10_000m;

    /// <summary>Most seconds that a bid may ask for where the campaign says nothing.</summary>
    public TimeSpan QualifyMax { get; init; } = TimeSpan.FromHours(1);
}
