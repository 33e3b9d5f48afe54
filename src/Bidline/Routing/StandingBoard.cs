using System.Collections.Concurrent;
using Bidline.Primitives;
using Bidline.Routing.Sieve;

namespace Bidline.Routing;

/// <summary>
/// What every buyer and target can take, as their keepers last told: memory reads without a lock, some fifty in an
/// auction. A day that has ended since counts as unused.
/// </summary>
public sealed class StandingBoard(TimeProvider clock)
{
    private readonly ConcurrentDictionary<BuyerId, BuyerUse> _buyers = new();
    private readonly ConcurrentDictionary<TargetId, DayUse> _targets = new();
    private readonly Lock _gate = new();
    private readonly List<WeakReference<LiveBits>> _watching = [];

    /// <summary>Null until the buyer's keeper has spoken: then nothing is known against the target.</summary>
    public Standing? Of(TargetId target, BuyerId buyer)
    {
        if (!_buyers.TryGetValue(buyer, out var known)) return null;
        var now = clock.GetUtcNow();
        var unused = new DayUse(0, 0, Money.Zero(known.Free.Currency), DateTimeOffset.MaxValue);
        var use = known.Use.At(now);
        var own = (_targets.TryGetValue(target, out var found) ? found : unused).At(now);
        return new Standing(use.Live, use.Calls, use.Spent, own.Live, own.Calls, own.Spent, known.Free);
    }

    internal BuyerUse? UseOf(BuyerId buyer) => _buyers.GetValueOrDefault(buyer);

    internal DayUse? UseOf(TargetId target) => _targets.GetValueOrDefault(target);

    internal void Tell(BuyerId buyer, BuyerUse use)
    {
        lock (_gate)
        {
            _buyers[buyer] = use;
            foreach (var bits in Watching()) bits.Tell(buyer, clock.GetUtcNow());
        }
    }

    internal void Tell(TargetId target, DayUse use)
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

    internal void Renew(LiveBits bits)
    {
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
internal sealed record BuyerUse(DayUse Use, Money Free);

/// <param name="DayEndsAt">From then on the calls and the money of the day are nothing.</param>
internal sealed record DayUse(int Live, int Calls, Money Spent, DateTimeOffset DayEndsAt)
{
    public DayUse At(DateTimeOffset now) => now < DayEndsAt
        ? this
        : this with { Calls = 0, Spent = Money.Zero(Spent.Currency) };
}
