using System.Diagnostics;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Billing;

/// <summary>
/// What a call earns: revenue from the buyer, payout to the publisher, the margin between them.
/// The payout is never above the revenue unless the sale was made with "allow loss" (money.md M16): a fixed payout or a
/// minimum that promises more is paid up to the revenue, and what was promised is kept beside it. The live half asks
/// <see cref="Margins"/> before it sells, so that a sale like that is refused rather than trimmed.
/// </summary>
public static class Pricing
{
    /// <summary>What is booked for a call, from the terms it was sold under and what each side's rule said.</summary>
    /// <param name="usage">What rates and shares are taken of; null is no talk and no sale.</param>
    public static Sale Of(SaleTerms terms, bool buyerPays, bool publisherEarns, Usage? usage = null)
    {
        var revenue = buyerPays ? ChargeOf(terms, usage) : Money.Zero(terms.Price.Currency);
        var promised = publisherEarns
            ? PromisedOf(terms.Payout, revenue, usage?.Talked ?? TimeSpan.Zero)
            : Money.Zero(revenue.Currency);
        // A call that brought nothing pays nobody, loss allowed or not (money.md M17).
        var isPaidInFull = terms.AllowLoss && revenue.IsPositive;
        return new Sale(revenue, isPaidInFull ? promised : Money.Min(promised, revenue), promised);
    }

    /// <summary>
    /// What so much talk costs (money.md M7): the minimum, and beyond it every step that was begun. Rounded once.
    /// </summary>
    public static Money Of(MinuteRate rate, TimeSpan talked)
    {
        if (talked <= TimeSpan.Zero) return Money.Zero(rate.Amount.Currency);
        var beyond = Math.Max(0, talked.Ticks - rate.Minimum.Ticks);
        var steps = (beyond + rate.Increment.Ticks - 1) / rate.Increment.Ticks;
        return rate.Amount.Times(rate.Minimum.Ticks + (steps * rate.Increment.Ticks), TimeSpan.TicksPerMinute);
    }

    /// <summary>
    /// What the payout terms come to on this revenue, before it is compared with the revenue. Before a sale nobody knows
    /// how long it will be talked: a payout by the minute then counts as nothing.
    /// </summary>
    public static Money PromisedOf(PayoutTerms terms, Money revenue, TimeSpan talked = default)
    {
        var zero = Money.Zero(revenue.Currency);
        return terms switch
        {
            PayoutTerms.Fixed(var amount) => amount,
            // A share of nothing is nothing: the minimum belongs to calls that were paid for.
            PayoutTerms.PercentOfRevenue when revenue.IsZero => zero,
            PayoutTerms.PercentOfRevenue(var percent, var min, var max) => Between(revenue.Percent(percent), min, max),
            PayoutTerms.PerMinute(var rate) => Of(rate, talked),
            PayoutTerms.MarginPercent(var percent) => Money.Max(revenue - revenue.Percent(percent), zero),
            PayoutTerms.MarginAmount(var amount) => Money.Max(revenue - amount, zero),
            _ => throw new UnreachableException(),
        };
    }

    private static Money ChargeOf(SaleTerms terms, Usage? usage) => terms.Charge switch
    {
        null => terms.Price,
        // Never more than was held for it: what is not held cannot be taken (money.md M12).
        ChargeTerms.PerMinute(var rate) =>
            Money.Min(Of(rate, usage?.Talked ?? TimeSpan.Zero), usage?.HeldMost ?? terms.Price),
        ChargeTerms.PercentOfSale(var percent, var min, var max) =>
            Between((usage?.Sold ?? Money.Zero(terms.Price.Currency)).Percent(percent), min, max),
        _ => throw new UnreachableException(),
    };

    // Where the bounds cross, the minimum stands: it is the promise, the maximum only a limit.
    private static Money Between(Money amount, Money? min, Money? max)
    {
        if (max is { } most) amount = Money.Min(amount, most);
        return min is { } least ? Money.Max(amount, least) : amount;
    }
}

/// <summary>What of a call rates and shares are taken of.</summary>
/// <param name="HeldMost">What was held for it in the end; null means its price.</param>
/// <param name="Sold">What the buyer reported that it sold; null while it reported no amount.</param>
public sealed record Usage(TimeSpan Talked, Money? HeldMost, Money? Sold);

/// <param name="Revenue">What the buyer pays.</param>
/// <param name="Payout">What the publisher gets: at most the revenue, unless the sale allowed a loss.</param>
/// <param name="Promised">What the publisher's terms come to; above <paramref name="Payout"/> when it was limited.</param>
public sealed record Sale(Money Revenue, Money Payout, Money Promised)
{
    /// <summary>Below zero where a loss was allowed.</summary>
    public Money Margin => Revenue - Payout;

    public bool IsLimited => Promised > Payout;
}
