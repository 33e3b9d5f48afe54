using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// What one buyer, or one target, has used of its caps: lines at this moment, calls and money in the cap's own day.
/// A call belongs to the day in which it was reserved.
/// </summary>
internal sealed class CapUse
{
    // Everything that may count today in some zone; older ones are dropped when the day is counted anew.
    private List<CapSlot> _slots = [];
    private DayWindow _day;
    private TimeZoneInfo? _zone;
    private Currency _currency;
    private int _calls;
    private long _spent;

    public int Live { get; private set; }

    /// <summary>When the day ends that was last asked about.</summary>
    public DateTimeOffset DayEndsAt => _day.Until;

    public (int Calls, Money Spent) Today(TimeZoneInfo zone, Currency currency, DateTimeOffset now)
    {
        if (!_day.Covers(now) || _zone is null || !_zone.Equals(zone) || _currency != currency)
            CountAnew(zone, currency, now);
        return (_calls, new Money(_spent, _currency));
    }

    /// <summary>A call was reserved: it has a line, it counts, and its money is spent until it turns out otherwise.</summary>
    public CapSlot Take(Money amount, DateTimeOffset reservedAt)
    {
        var slot = new CapSlot(reservedAt) { Counts = true, Spent = amount };
        Remember(slot);
        Live++;
        return slot;
    }

    /// <summary>A call of the past that still counts; it has no line.</summary>
    public void Remember(CapSlot slot)
    {
        _slots.Add(slot);
        Add(slot, 1);
    }

    /// <summary>The call's end: the line is free; the call of the day and its money stay where they were used.</summary>
    public void End(CapSlot slot, bool counts, Money spent)
    {
        Add(slot, -1);
        (slot.Counts, slot.Spent) = (counts, spent);
        Add(slot, 1);
        Live--;
    }

    private void Add(CapSlot slot, int sign)
    {
        if (!_day.Covers(slot.ReservedAt)) return;
        if (slot.Counts) _calls += sign;
        if (slot.Spent.Currency == _currency) _spent = checked(_spent + (sign * slot.Spent.Micros));
    }

    private void CountAnew(TimeZoneInfo zone, Currency currency, DateTimeOffset now)
    {
        (_zone, _currency, _day, _calls, _spent) = (zone, currency, DayWindow.Of(zone, now), 0, 0);
        _slots = _slots.FindAll(slot => slot.ReservedAt > now - DayWindow.LengthMax && slot.Matters);
        foreach (var slot in _slots) Add(slot, 1);
    }
}

/// <summary>One call in one cap's count.</summary>
internal sealed class CapSlot(DateTimeOffset reservedAt)
{
    public DateTimeOffset ReservedAt { get; } = reservedAt;

    public bool Counts { get; set; }

    public Money Spent { get; set; }

    public bool Matters => Counts || !Spent.IsZero;

    /// <summary>Whether a call that has ended used up its slot, by the event that its cap counts.</summary>
    public static bool IsUsed(CapCountsOn countOn, bool connected, bool captured) => countOn switch
    {
        CapCountsOn.Attempted => true,
        CapCountsOn.Connected => connected,
        _ => captured,
    };
}
