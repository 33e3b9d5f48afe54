namespace Bidline.Auctions;

/// <summary>How one process holds its auctions.</summary>
/// <param name="Node">Our name in the chain that bidders see ("bidline.example").</param>
/// <param name="CallerHashKey">Secret of at least 32 bytes; each buyer's key is made from it.</param>
public sealed record AuctionSettings(string Node, ReadOnlyMemory<byte> CallerHashKey)
{
    /// <summary>Most bidders asked in one auction; the rest are ranked out. At most <see cref="AskedLimit"/>.</summary>
    public int AskedMax { get; init; } = 20;

    public const int AskedLimit = 50;

    /// <summary>Requests that one bidder may have open at once, late ones included; none waits in a queue.</summary>
    public int InFlightPerBidder { get; init; } = 128;

    /// <summary>Kept back from the deadline for ranking and for handing the winner on.</summary>
    public TimeSpan DecisionAllowance { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Kept back from the time a bidder is told, for the way there and back.</summary>
    public TimeSpan NetworkAllowance { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>A bid above this is refused where the target has no maximum of its own, in whole units.</summary>
    public decimal BidMax { get; init; } = 10_000m;

    /// <summary>Most seconds that a bid may ask for where the campaign says nothing.</summary>
    public TimeSpan QualifyMax { get; init; } = TimeSpan.FromHours(1);
}
