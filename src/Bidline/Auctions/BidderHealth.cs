using System.Collections.Concurrent;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// How each bidder has been doing: its circuit breaker, its open requests, and what it tends to bid. One instance a
/// process, safe on any thread; it starts empty and learns again after a restart.
/// </summary>
public sealed class BidderHealth(AuctionSettings settings, TimeProvider clock)
{
    private readonly ConcurrentDictionary<TargetId, BidderPulse> _pulses = new();

    /// <summary>
    /// Takes one of the bidder's request slots. Null when it may be asked; then <see cref="Left"/> and
    /// <see cref="Counted"/> must follow, or <see cref="Unasked"/>. Otherwise a "not_asked.circuit_open" or
    /// "not_asked.in_flight" reason.
    /// </summary>
    public Reason? TryEnter(TargetId bidder) => PulseOf(bidder).TryEnter(settings.InFlightPerBidder);

    /// <summary>The request has ended, late or not.</summary>
    public void Left(TargetId bidder) => PulseOf(bidder).Left();

    /// <summary>It was let in, but then there was nothing to ask: the slot is free again.</summary>
    public void Unasked(TargetId bidder) => PulseOf(bidder).Unasked();

    /// <summary>The bidder answered in time with something readable, or it did not.</summary>
    public void Counted(TargetId bidder, bool failed) => PulseOf(bidder).Counted(failed);

    /// <summary>Remembers what it offered; null for no bid.</summary>
    public void Offered(TargetId bidder, Money? bid) => PulseOf(bidder).Offered(bid?.Micros ?? 0);

    /// <summary>What asking it is worth by its last answers, in micros; null when it was never asked.</summary>
    public double? WorthOf(TargetId bidder) => _pulses.TryGetValue(bidder, out var pulse) ? pulse.Worth : null;

    /// <summary>Requests open now, for counters and tests.</summary>
    public int InFlightOf(TargetId bidder) => _pulses.TryGetValue(bidder, out var pulse) ? pulse.InFlight : 0;

    private BidderPulse PulseOf(TargetId bidder) =>
        _pulses.GetOrAdd(bidder, static (_, own) => new BidderPulse(own), clock);
}
