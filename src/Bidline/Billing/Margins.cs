using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Billing;

/// <param name="Left">What the price leaves after the payout; below zero is a loss.</param>
/// <param name="Least">What the campaign wants at this price.</param>
public readonly record struct MarginShortfall(Money Left, Money Least);

/// <summary>Whether a price leaves us what the campaign wants. Pure; asked before a sale, never at settlement.</summary>
public static class Margins
{
    /// <summary>Null when it leaves enough.</summary>
    public static MarginShortfall? ShortfallOf(MarginTerms terms, PayoutTerms payout, Money price)
    {
        if (terms.LeastAt(price) is not { } least) return null;
        var left = price - Pricing.PromisedOf(payout, price);
        return left < least ? new MarginShortfall(left, least) : null;
    }

    /// <summary>
    /// The least price between the two that leaves enough; <paramref name="most"/> does. Where the payout is such that
    /// a higher price could leave too little again, it is the lowest of those that a bisection finds.
    /// </summary>
    public static Money LeastPriceOf(MarginTerms terms, PayoutTerms payout, Money least, Money most)
    {
        if (ShortfallOf(terms, payout, least) is null) return least;
        var (below, enough) = (least.Micros, most.Micros);
        while (enough - below > 1)
        {
            var middle = below + ((enough - below) / 2);
            if (ShortfallOf(terms, payout, new Money(middle, most.Currency)) is null) enough = middle;
            else below = middle;
        }

        return new Money(enough, most.Currency);
    }
}
