using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// What a buyer, target, group, publisher or campaign has used of its caps: lines at this moment, calls and money in
/// every period of any zone. A call belongs to the moment at which it was reserved. Kept in quarters of an hour, of which
/// all periods of all zones are made (<see cref="PeriodWindow"/>), so that a changed cap finds what was used before it.
/// </summary>
internal sealed class CapUse
{
    private readonly Dictionary<long, Quarter> _quarters = [];
    private readonly Quarter _older = new();
    private readonly Dictionary<(CalendarPeriod Period, TimeZoneInfo Zone, Currency Currency), Tally> _tallies = [];

    public int Live { get; private set; }

    /// <summary>What was used in the period that now falls into.</summary>
    public PeriodUse Of(CalendarPeriod period, TimeZoneInfo zone, Currency currency, DateTimeOffset now)
    {
        var key = (period, zone, currency);
        if (!_tallies.TryGetValue(key, out var tally) || !tally.Window.Covers(now))
            _tallies[key] = tally = Count(PeriodWindow.Of(period, zone, now), currency, now);
        return new PeriodUse(period, tally.Calls, new Money(tally.Spent, currency), tally.Window.Until);
    }

    /// <summary>The same for any moment, and nothing is remembered of the question.</summary>
    public PeriodUse Look(CalendarPeriod period, TimeZoneInfo zone, Currency currency, DateTimeOffset at)
    {
        var tally = Sum(PeriodWindow.Of(period, zone, at), currency);
        return new PeriodUse(period, tally.Calls, new Money(tally.Spent, currency), tally.Window.Until);
    }

    /// <summary>A call was reserved: it has a line, it counts, and its money is spent until it turns out otherwise.</summary>
    public CapSlot Take(Money amount, DateTimeOffset reservedAt)
    {
        var slot = new CapSlot(reservedAt) { Counts = true, Spent = amount };
        Add(reservedAt, 1, amount);
        Live++;
        return slot;
    }

    /// <summary>Calls of the past that still count; they have no line.</summary>
    public void Remember(DateTimeOffset reservedAt, int calls, Money spent) => Add(reservedAt, calls, spent);

    /// <summary>The call's end: the line is free; the call and its money stay where they were used.</summary>
    public void End(CapSlot slot, bool counts, Money spent)
    {
        Add(slot.ReservedAt, slot.Counts ? -1 : 0, -slot.Spent);
        (slot.Counts, slot.Spent) = (counts, spent);
        Add(slot.ReservedAt, counts ? 1 : 0, spent);
        Live--;
    }

    private void Add(DateTimeOffset at, int calls, Money spent)
    {
        var start = Quarter.StartOf(at);
        if (!_quarters.TryGetValue(start.UtcTicks, out var quarter)) _quarters[start.UtcTicks] = quarter = new Quarter();
        quarter.Add(calls, spent);
        foreach (var ((_, _, currency), tally) in _tallies)
            if (tally.Window.Covers(start))
                tally.Add(calls, spent.Currency == currency ? spent.Micros : 0);
    }

    private Tally Count(PeriodWindow window, Currency currency, DateTimeOffset now)
    {
        Forget(now - PeriodWindow.LengthMax);
        return Sum(window, currency);
    }

    private Tally Sum(PeriodWindow window, Currency currency)
    {
        var tally = new Tally(window);
        foreach (var (start, quarter) in _quarters)
            if (window.Covers(new DateTimeOffset(start, TimeSpan.Zero)))
                tally.Add(quarter.Calls, quarter.SpentIn(currency));
        if (window.Covers(DateTimeOffset.MinValue)) tally.Add(_older.Calls, _older.SpentIn(currency));
        return tally;
    }

    /// <summary>What no period reaches any more counts in all only.</summary>
    private void Forget(DateTimeOffset before)
    {
        foreach (var start in _quarters.Keys.Where(start => start < before.UtcTicks).ToArray())
        {
            _older.Add(_quarters[start]);
            _quarters.Remove(start);
        }
    }

    private sealed class Tally(PeriodWindow window)
    {
        public PeriodWindow Window { get; } = window;

        public int Calls { get; private set; }

        public long Spent { get; private set; }

        public void Add(int calls, long spent) => (Calls, Spent) = (Calls + calls, checked(Spent + spent));
    }

    /// <summary>Calls and money that were reserved in one quarter of an hour.</summary>
    private sealed class Quarter
    {
        private readonly Dictionary<Currency, long> _spent = [];

        public int Calls { get; private set; }

        public static DateTimeOffset StartOf(DateTimeOffset at) =>
            new(at.UtcTicks - (at.UtcTicks % (TimeSpan.TicksPerMinute * 15)), TimeSpan.Zero);

        public long SpentIn(Currency currency) => _spent.GetValueOrDefault(currency);

        public void Add(int calls, Money spent)
        {
            Calls += calls;
            if (!spent.IsZero) _spent[spent.Currency] = checked(SpentIn(spent.Currency) + spent.Micros);
        }

        public void Add(Quarter other)
        {
            Calls += other.Calls;
            foreach (var (currency, micros) in other._spent) _spent[currency] = checked(SpentIn(currency) + micros);
        }
    }
}

/// <summary>What was used in a period.</summary>
/// <param name="Until">From then on it is nothing, until somebody counts again.</param>
public sealed record PeriodUse(CalendarPeriod Period, int Calls, Money Spent, DateTimeOffset Until)
{
    public PeriodUse At(DateTimeOffset now) => now < Until
        ? this
        : this with { Calls = 0, Spent = Money.Zero(Spent.Currency) };
}

/// <summary>One call in one cap's count.</summary>
internal sealed class CapSlot(DateTimeOffset reservedAt)
{
    public DateTimeOffset ReservedAt { get; } = reservedAt;

    public bool Counts { get; set; }

    public Money Spent { get; set; }

    /// <summary>Whether a call that has ended used up its slot, by the event that its cap counts.</summary>
    public static bool IsUsed(CapCountsOn countOn, bool connected, bool qualified, bool captured) => countOn switch
    {
        CapCountsOn.Attempted => true,
        CapCountsOn.Connected => connected,
        CapCountsOn.Qualified => qualified || captured,
        _ => captured,
    };
}
