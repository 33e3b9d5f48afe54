using System.Collections.Concurrent;
using Bidline.Auctions.Interest;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// How each bidder has been doing: its circuit breaker, its open requests and its budget of them, how long its answers
/// take and what it tends to bid. One instance a process, safe on any thread; it starts empty and learns again after a
/// restart.
/// </summary>
public sealed class BidderHealth(AuctionSettings settings, TimeProvider clock)
{
    private readonly ConcurrentDictionary<TargetId, BidderPulse> _pulses = new();

    /// <summary>What it never bids on, for pings.</summary>
    public BidderInterests Interests { get; } = new();

    /// <summary>
    /// Takes one of the bidder's request slots. Null when it may be asked; then <see cref="Sent"/>, <see cref="Left"/>
    /// and <see cref="Counted"/> must follow, or <see cref="Unasked"/>. Otherwise a "not_asked.circuit_open",
    /// "not_asked.in_flight" or "not_asked.qps" reason.
    /// </summary>
    public Reason? TryEnter(TargetId bidder, BidderTerms terms) =>
        PulseOf(bidder).TryEnter(terms.RequestsPerSecond, terms.InFlight ?? settings.InFlightPerBidder);

    /// <summary>Its request goes out now: what its budget of requests a second is counted by.</summary>
    public void Sent(TargetId bidder, BidderTerms terms)
    {
        if (terms.RequestsPerSecond is not null) PulseOf(bidder).Sent();
    }

    /// <summary>The request has ended, late or not.</summary>
    public void Left(TargetId bidder) => PulseOf(bidder).Left();

    /// <summary>It was let in, but then there was nothing to ask: the slot is free again.</summary>
    public void Unasked(TargetId bidder) => PulseOf(bidder).Unasked();

    /// <summary>The bidder answered in time with something readable, or it did not.</summary>
    public void Counted(TargetId bidder, bool failed) => PulseOf(bidder).Counted(failed);

    /// <summary>A readable answer came so long after its request, in time or late.</summary>
    public void Answered(TargetId bidder, double afterMs) => PulseOf(bidder).Answered(afterMs);

    /// <summary>
    /// How long the bidder is waited for at most: its time-out, or less when that is adaptive and its answers are known
    /// well enough.
    /// </summary>
    public TimeSpan TimeoutOf(TargetId bidder, BidderTerms terms)
    {
        if (!terms.AdaptiveTimeout || P99MsOf(bidder) is not { } p99) return terms.Timeout;
        var adapted = TimeSpan.FromMilliseconds(p99) + settings.AdaptiveMargin;
        if (adapted < settings.AdaptiveLeast) adapted = settings.AdaptiveLeast;
        return adapted < terms.Timeout ? adapted : terms.Timeout;
    }

    /// <summary>99 of 100 of its last readable answers took at most this long; null while too few are known.</summary>
    public double? P99MsOf(TargetId bidder) => _pulses.TryGetValue(bidder, out var pulse) ? pulse.P99Ms : null;

    /// <summary>Remembers what it offered in time; null for nothing.</summary>
    public void Offered(TargetId bidder, Money? bid) => PulseOf(bidder).Offered(bid?.Micros ?? 0);

    /// <summary>What asking it is worth by its last answers, in micros; null when it was never asked.</summary>
    public double? WorthOf(TargetId bidder) => _pulses.TryGetValue(bidder, out var pulse) ? pulse.Worth : null;

    /// <summary>How it stands now; a bidder that was never asked has nothing against it.</summary>
    public BidderState StateOf(TargetId bidder) =>
        _pulses.TryGetValue(bidder, out var pulse) ? pulse.State : BidderState.NotAsked;

    /// <summary>Requests open now, for counters and tests.</summary>
    public int InFlightOf(TargetId bidder) => _pulses.TryGetValue(bidder, out var pulse) ? pulse.InFlight : 0;

    private BidderPulse PulseOf(TargetId bidder) =>
        _pulses.GetOrAdd(bidder, static (_, own) => new BidderPulse(own), clock);
}
