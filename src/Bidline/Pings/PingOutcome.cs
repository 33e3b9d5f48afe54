using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>What a ping came to.</summary>
public abstract record PingOutcome
{
    private PingOutcome()
    {
    }

    /// <summary>The auction that decided it; null when none was held.</summary>
    public AuctionId? Auction { get; init; }

    /// <summary>How the price was made; null where it did not come to that.</summary>
    public PriceMaking? Price { get; init; }

    /// <summary>Promised, and durable unless the ping was a test.</summary>
    /// <param name="IsCached">The same was promised before and still holds: nothing new was reserved.</param>
    public sealed record Offered(Reservation Reservation, bool IsCached) : PingOutcome;

    /// <summary>One precise reason, whatever the dialect says of it.</summary>
    public sealed record Rejected(PingId Ping, Reason Reason) : PingOutcome;
}
