using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// One buyer's money, lines and cap slots in memory: the decider behind its keeper. It knows no clock and no store.
/// What is taken counts at once; what is given back counts once the caller says that it is durable.
/// </summary>
internal sealed class HoldBook
{
    private readonly Dictionary<HoldId, OpenHold> _open = [];
    private readonly Dictionary<TargetId, CapUse> _targets = [];
    private readonly Dictionary<Currency, long> _balances = [];
    private readonly Dictionary<Currency, long> _held = [];

    public CapUse Buyer { get; } = new();

    public IReadOnlyCollection<OpenHold> Open => _open.Values;

    public IEnumerable<TargetId> Targets => _targets.Keys;

    public OpenHold? Find(HoldId id) => _open.GetValueOrDefault(id);

    public CapUse Target(TargetId target) => _targets.TryGetValue(target, out var use)
        ? use
        : _targets[target] = new CapUse();

    /// <summary>Prepaid less what is held; credit comes on top.</summary>
    public Money Free(Currency currency) =>
        new(checked(_balances.GetValueOrDefault(currency) - _held.GetValueOrDefault(currency)), currency);

    /// <summary>Money booked to the buyer's prepayment (positive) or from it (negative).</summary>
    public void Book(Money change) => _balances[change.Currency] =
        checked(_balances.GetValueOrDefault(change.Currency) + change.Micros);

    /// <summary>Why this order cannot be held now; null when it can. Lines first, then calls, spend and balance.</summary>
    public Reason? Refusal(ReserveOrder order, DateTimeOffset now) =>
        RefusalOf("target", order.TargetCaps, Target(order.Target), order.Terms.Price, now)
        ?? RefusalOf("buyer", order.BuyerCaps, Buyer, order.Terms.Price, now)
        ?? BalanceRefusal(order.Terms.Price, order.CreditLimit);

    public OpenHold Take(ReserveOrder order, DateTimeOffset now) => Take(
        order.Hold, order.Target, order.Terms.Price, order.BuyerCaps.CountOn, order.TargetCaps.CountOn, now,
        now + order.ExpiresAfter);

    /// <summary>Takes without asking: after <see cref="Refusal"/>, or for a hold that is in the store.</summary>
    public OpenHold Take(
        HoldId id, TargetId target, Money amount, CapCountsOn buyerCountsOn, CapCountsOn targetCountsOn,
        DateTimeOffset reservedAt, DateTimeOffset expiresAt)
    {
        var hold = new OpenHold(id, target, amount)
        {
            BuyerCountsOn = buyerCountsOn,
            TargetCountsOn = targetCountsOn,
            BuyerSlot = Buyer.Take(amount, reservedAt),
            TargetSlot = Target(target).Take(amount, reservedAt),
            ExpiresAt = expiresAt,
        };
        _open.Add(id, hold);
        _held[amount.Currency] = checked(_held.GetValueOrDefault(amount.Currency) + amount.Micros);
        return hold;
    }

    /// <summary>Why no more can be held for a live call; null when it can. Its line and its slot it has already.</summary>
    public Reason? RenewalRefusal(RenewOrder order, Money more, DateTimeOffset now)
    {
        return CapLimits.Spend("target", order.TargetCaps, period => Used(Target(order.Target), order.TargetCaps, period), more)
            ?? CapLimits.Spend("buyer", order.BuyerCaps, period => Used(Buyer, order.BuyerCaps, period), more)
            ?? BalanceRefusal(more, order.CreditLimit);

        PeriodUse Used(CapUse use, Caps caps, CalendarPeriod period) => use.Of(period, caps.TimeZone, more.Currency, now);
    }

    public void Raise(OpenHold hold, Money more)
    {
        hold.Amount += more;
        Buyer.Raise(hold.BuyerSlot, more);
        Target(hold.Target).Raise(hold.TargetSlot, more);
        _held[more.Currency] = checked(_held.GetValueOrDefault(more.Currency) + more.Micros);
    }

    /// <summary>A call that had ended was charged after all: what of it counts now, in the period it was reserved in.</summary>
    public void Convert(
        TargetId target, DateTimeOffset reservedAt, Money captured, int buyerCalls, int targetCalls)
    {
        Buyer.Remember(reservedAt, buyerCalls, captured);
        Target(target).Remember(reservedAt, targetCalls, captured);
    }

    /// <summary>The hold has ended. What was captured has left the prepayment, the rest is free again.</summary>
    public void End(OpenHold hold, Money captured)
    {
        var converted = captured.IsPositive;
        Buyer.End(hold.BuyerSlot, IsUsed(hold.BuyerCountsOn), captured);
        Target(hold.Target).End(hold.TargetSlot, IsUsed(hold.TargetCountsOn), captured);
        Drop(hold);
        if (converted) Book(-captured);

        bool IsUsed(CapCountsOn countsOn) => CapSlot.IsUsed(countsOn, hold.IsConnected, hold.IsQualified, converted);
    }

    /// <summary>The hold never came to be: nothing of it counts.</summary>
    public void Undo(OpenHold hold)
    {
        var nothing = Money.Zero(hold.Amount.Currency);
        Buyer.End(hold.BuyerSlot, false, nothing);
        Target(hold.Target).End(hold.TargetSlot, false, nothing);
        Drop(hold);
    }

    private void Drop(OpenHold hold)
    {
        _open.Remove(hold.Id);
        _held[hold.Amount.Currency] = checked(_held[hold.Amount.Currency] - hold.Amount.Micros);
    }

    private static Reason? RefusalOf(string whose, Caps ofWeek, CapUse use, Money price, DateTimeOffset now)
    {
        var caps = ofWeek.At(now);
        return CapLimits.Busy(whose, caps, use.Live)
            ?? CapLimits.Calls(whose, caps, UseOf)
            ?? CapLimits.Spend(whose, caps, UseOf, price);

        PeriodUse UseOf(CalendarPeriod period) => use.Of(period, caps.TimeZone, price.Currency, now);
    }

    private Reason? BalanceRefusal(Money price, Money credit)
    {
        var free = Free(price.Currency);
        return free + credit >= price
            ? null
            : Reason.Of(
                "rejected.balance",
                ("balance", free.ToDecimalString()),
                ("credit", credit.ToDecimalString()),
                ("price", price.ToDecimalString()));
    }
}
