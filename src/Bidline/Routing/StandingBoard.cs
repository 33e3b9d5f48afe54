using System.Collections.Concurrent;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// What every buyer and target can take, as their keepers last told: memory reads without a lock, some fifty in an
/// auction. A day that has ended since counts as unused.
/// </summary>
public sealed class StandingBoard(TimeProvider clock)
{
    private readonly ConcurrentDictionary<BuyerId, BuyerUse> _buyers = new();
    private readonly ConcurrentDictionary<TargetId, DayUse> _targets = new();

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

    internal void Tell(BuyerId buyer, BuyerUse use) => _buyers[buyer] = use;

    internal void Tell(TargetId target, DayUse use) => _targets[target] = use;
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
