using System.Collections.Concurrent;
using Bidline.Primitives;
using Bidline.Routing.Sieve;

namespace Bidline.Routing;

/// <summary>
/// What every buyer and target can take, as their keepers last told: memory reads without a lock, some fifty in an
/// auction. A period that has ended since counts as unused.
/// </summary>
public sealed class StandingBoard(TimeProvider clock)
{
    private readonly ConcurrentDictionary<BuyerId, BuyerStanding> _buyers = new();
    private readonly ConcurrentDictionary<TargetId, CapStanding> _targets = new();
    private readonly ConcurrentDictionary<GroupId, CapStanding> _groups = new();
    private readonly Lock _gate = new();
    private readonly List<WeakReference<LiveBits>> _watching = [];

    /// <summary>Null until the buyer's keeper has spoken: then nothing is known against the target.</summary>
    public Standing? Of(TargetId target, BuyerId buyer) => Of(target, buyer, clock.GetUtcNow());

    /// <summary>The same as it would be then, if nobody used anything until then.</summary>
    public Standing? Of(TargetId target, BuyerId buyer, DateTimeOffset now)
    {
        if (!_buyers.TryGetValue(buyer, out var known)) return null;
        var own = _targets.TryGetValue(target, out var found) ? found.At(now) : CapStanding.Unused;
        return new Standing(known.Use.At(now), own, known.Free);
    }

    /// <summary>Null until the group's keeper has spoken.</summary>
    public CapStanding? Of(GroupId group) =>
        _groups.TryGetValue(group, out var known) ? known.At(clock.GetUtcNow()) : null;

    /// <summary>A big campaign's sieve does not look at groups: those that are left are judged by the rules.</summary>
    internal void Tell(GroupId group, CapStanding use) => _groups[group] = use;

    internal BuyerStanding? UseOf(BuyerId buyer) => _buyers.GetValueOrDefault(buyer);

    internal CapStanding? UseOf(TargetId target) => _targets.GetValueOrDefault(target);

    internal void Tell(BuyerId buyer, BuyerStanding use)
    {
        lock (_gate)
        {
            _buyers[buyer] = use;
            foreach (var bits in Watching()) bits.Tell(buyer, clock.GetUtcNow());
        }
    }

    internal void Tell(TargetId target, CapStanding use)
    {
        lock (_gate)
        {
            _targets[target] = use;
            foreach (var bits in Watching()) bits.Tell(target, clock.GetUtcNow());
        }
    }

    /// <summary>The bits are told everything now, and every change for as long as somebody holds them.</summary>
    internal void Watch(LiveBits bits)
    {
        lock (_gate)
        {
            _watching.RemoveAll(watching => !watching.TryGetTarget(out _));
            _watching.Add(new WeakReference<LiveBits>(bits));
            bits.TellAll(clock.GetUtcNow());
        }
    }

    /// <summary>
    /// A day may have ended for somebody who had used it up: nobody tells that, so then everything is looked at again.
    /// </summary>
    internal void RenewAfter(long ticks, LiveBits bits)
    {
        if (ticks == long.MaxValue || clock.GetUtcNow().UtcTicks < ticks) return;
        lock (_gate) bits.TellAll(clock.GetUtcNow());
    }

    private IEnumerable<LiveBits> Watching()
    {
        foreach (var watching in _watching)
            if (watching.TryGetTarget(out var bits))
                yield return bits;
    }
}

/// <param name="Free">Prepaid and credit, less what is held.</param>
internal sealed record BuyerStanding(CapStanding Use, Money Free);
