using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>What a ranked offer pays when its call qualifies, and what made it that.</summary>
/// <param name="By">For the trace: "own bid", "next bid", "floor", "margin" or "fixed price".</param>
internal readonly record struct PricePaid(Money Amount, string By)
{
    /// <summary>
    /// First price pays its bid. Second price pays what it takes to stay ahead of the next one, at least the floor and
    /// whatever leaves the campaign's margin; alone and without a floor, its bid. A fixed price is an agreement, not a
    /// bid, and stays what it is.
    /// </summary>
    public static PricePaid Of(Offer offer, Offer? next, RankingTerms terms)
    {
        if (offer.Target.Price.Known is not null) return new PricePaid(offer.Price, "fixed price");
        var isFirstPrice = terms.Type == AuctionType.FirstPrice || terms.By != TierOrder.Auction;
        var second = isFirstPrice ? new PricePaid(offer.Price, "own bid") : Second(offer, next, terms.Floor);
        if (second.Amount >= offer.Price || !second.Amount.IsPositive) return new PricePaid(offer.Price, "own bid");
        var least = terms.Payout is { } payout
            ? Margins.LeastPriceOf(terms.Margin, payout, second.Amount, offer.Price)
            : second.Amount;
        return least > second.Amount ? new PricePaid(least, "margin") : second;
    }

    private static PricePaid Second(Offer offer, Offer? next, Money floor)
    {
        if (next is null) return new PricePaid(floor, "floor");
        // What must be matched is what was compared: a buyer that answers more often may pay less to stay ahead.
        var ahead = offer.Expected is { } expected ? expected.PriceFor(next.Compared, offer.Price) : next.Price;
        return ahead > floor ? new PricePaid(ahead, "next bid") : new PricePaid(floor, "floor");
    }
}
