using Bidline.Calls;
using Bidline.Primitives;

namespace Bidline.Odds;

/// <summary>
/// When each target was last used, and what its calls have brought: what tiers by least recent use and by performance
/// go by. Kept in hours up to <see cref="WindowMax"/>. In memory; <see cref="PastReading"/> counts anew at the start.
/// Safe on any thread.
/// </summary>
public sealed class PastBoard
{
    /// <summary>Nothing older is remembered.</summary>
    public static readonly TimeSpan WindowMax = TimeSpan.FromDays(90);

    private readonly Lock _gate = new();
    private readonly Dictionary<TargetId, DateTimeOffset> _lastUsed = [];
    private readonly Dictionary<(CampaignId, TargetId), Hours> _hours = [];

    /// <summary>Money was held for a dial to it.</summary>
    public void Use(TargetId target, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (!_lastUsed.TryGetValue(target, out var known) || known < at) _lastUsed[target] = at;
        }
    }

    public void Add(CampaignId campaign, TargetId target, DateTimeOffset at, int calls, Money revenue)
    {
        lock (_gate)
        {
            if (!_hours.TryGetValue((campaign, target), out var hours))
                _hours[(campaign, target)] = hours = new Hours();
            hours.Add(at, calls, revenue);
        }
    }

    /// <param name="window">How far back calls count.</param>
    public TargetPast Of(CampaignId campaign, TargetId target, TimeSpan window, DateTimeOffset now, Currency currency)
    {
        lock (_gate)
        {
            var lastUsed = _lastUsed.TryGetValue(target, out var at) ? at : (DateTimeOffset?)null;
            var (calls, revenue) = _hours.TryGetValue((campaign, target), out var hours)
                ? hours.Since(now - window, currency)
                : (0, 0);
            return new TargetPast(lastUsed, calls, new Money(revenue, currency));
        }
    }

    /// <summary>A call of this process has ended, and this is its log: all its dials count, one may have paid.</summary>
    public void Learn(CampaignId campaign, IReadOnlyList<CallLogEntry> log)
    {
        if (SoldCall.Of(log) is not { } ended) return;
        var revenue = ended.Price(ended.Judge()).Revenue;
        foreach (var entry in log)
        {
            if (entry.Event is not CallEvent.FundsHeld held) continue;
            var paid = held.Hold == ended.Sold?.Hold ? revenue : Money.Zero(revenue.Currency);
            Add(campaign, held.Target, entry.At, 1, paid);
        }
    }

    /// <summary>
    /// One target's calls and money by the hour. The last sum is kept: within an hour all auctions ask the same.
    /// </summary>
    private sealed class Hours
    {
        private readonly SortedDictionary<long, (int Calls, Dictionary<Currency, long> Revenue)> _each = [];
        private (long From, Currency Currency, int Calls, long Revenue)? _last;

        public void Add(DateTimeOffset at, int calls, Money revenue)
        {
            var hour = HourOf(at);
            var (before, money) = _each.TryGetValue(hour, out var found) ? found : (0, []);
            money[revenue.Currency] = checked(money.GetValueOrDefault(revenue.Currency) + revenue.Micros);
            _each[hour] = (before + calls, money);
            _last = null;
            var oldest = HourOf(at - WindowMax);
            foreach (var old in _each.Keys.TakeWhile(key => key < oldest).ToArray()) _each.Remove(old);
        }

        public (int Calls, long Revenue) Since(DateTimeOffset from, Currency currency)
        {
            var first = HourOf(from);
            if (_last is { } known && known.From == first && known.Currency == currency)
                return (known.Calls, known.Revenue);
            var within = _each.Where(pair => pair.Key >= first).Select(pair => pair.Value).ToArray();
            var sum = (
                within.Sum(hour => hour.Calls), within.Sum(hour => hour.Revenue.GetValueOrDefault(currency)));
            _last = (first, currency, sum.Item1, sum.Item2);
            return sum;
        }

        private static long HourOf(DateTimeOffset at) => at.UtcTicks / TimeSpan.TicksPerHour;
    }
}
