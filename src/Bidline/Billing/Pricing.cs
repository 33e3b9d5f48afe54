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
    public static Sale Of(SaleTerms terms, bool buyerPays, bool publisherEarns)
    {
        var revenue = buyerPays ? terms.Price : Money.Zero(terms.Price.Currency);
        var promised = publisherEarns ? PromisedOf(terms.Payout, revenue) : Money.Zero(revenue.Currency);
        // A call that brought nothing pays nobody, loss allowed or not (money.md M17).
        var isPaidInFull = terms.AllowLoss && revenue.IsPositive;
        return new Sale(revenue, isPaidInFull ? promised : Money.Min(promised, revenue), promised);
    }

    /// <summary>What the payout terms come to on this revenue, before it is compared with the revenue.</summary>
    public static Money PromisedOf(PayoutTerms terms, Money revenue)
    {
        var zero = Money.Zero(revenue.Currency);
        return terms switch
        {
            PayoutTerms.Fixed(var amount) => amount,
            // A share of nothing is nothing: the minimum belongs to calls that were paid for.
            PayoutTerms.PercentOfRevenue when revenue.IsZero => zero,
            PayoutTerms.PercentOfRevenue(var percent, var min, var max) => Between(revenue.Percent(percent), min, max),
            PayoutTerms.MarginPercent(var percent) => Money.Max(revenue - revenue.Percent(percent), zero),
            PayoutTerms.MarginAmount(var amount) => Money.Max(revenue - amount, zero),
            _ => throw new UnreachableException(),
        };
    }

    // Where the bounds cross, the minimum stands: it is the promise, the maximum only a limit.
    private static Money Between(Money amount, Money? min, Money? max)
    {
        if (max is { } most) amount = Money.Min(amount, most);
        return min is { } least ? Money.Max(amount, least) : amount;
    }
}

/// <param name="Revenue">What the buyer pays.</param>
/// <param name="Payout">What the publisher gets: at most the revenue, unless the sale allowed a loss.</param>
/// <param name="Promised">What the publisher's terms come to; above <paramref name="Payout"/> when it was limited.</param>
public sealed record Sale(Money Revenue, Money Payout, Money Promised)
{
    /// <summary>Below zero where a loss was allowed.</summary>
    public Money Margin => Revenue - Payout;

    public bool IsLimited => Promised > Payout;
}
