using System.Collections.Frozen;
using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>
/// What a ping is answered with. Pure. The auction is held on the terms that the promise will be paid by, so that every
/// offer of it leaves the campaign's margin.
/// </summary>
public static class PromisedPrice
{
    private const long MicrosPerCent = 10_000;

    /// <summary>The publisher's terms while its ping is auctioned: the endpoint's price in place of the payout.</summary>
    public static PublisherTerms TermsOf(PingEndpoint endpoint, PublisherTerms agreed) => agreed with
    {
        Qualify = endpoint.Qualify ?? agreed.Qualify,
        Payout = endpoint.Price switch
        {
            PingPrice.BaseBid(var amount) => new PayoutTerms.Fixed(amount),
            PingPrice.PassThrough(var margin, _) => margin,
            _ => agreed.Payout,
        },
    };

    /// <summary>The campaign with these terms in place of those that the publisher has in it.</summary>
    public static Campaign Paying(Campaign campaign, PublisherTerms terms) => campaign with
    {
        Publishers = new Dictionary<PublisherId, PublisherTerms> { [terms.Publisher] = terms }.ToFrozenDictionary(),
    };

    /// <param name="best">What the best buyer pays.</param>
    /// <param name="floor">The publisher's own least; null is any.</param>
    /// <returns>The price, in whole cents and never above what the terms come to; or why there is none.</returns>
    public static (Money Price, Reason? Refused) Of(PingPrice terms, Money best, Money? floor)
    {
        var price = terms switch
        {
            PingPrice.BaseBid(var amount) => amount,
            PingPrice.PassThrough(var margin, var most) => Clamped(Pricing.PromisedOf(margin, best), most),
            _ => best,
        };
        price = new Money(price.Micros - (price.Micros % MicrosPerCent), price.Currency);
        var least = floor is { } wanted && !(terms.Least >= wanted) ? wanted : terms.Least;
        var isTooLow = price < least || !price.IsPositive;
        return (price, isTooLow
            ? Reason.Of(
                "ping.price_below_least",
                ("price", price.ToDecimalString()),
                ("least", (least ?? new Money(MicrosPerCent, price.Currency)).ToDecimalString()))
            : null);
    }

    private static Money Clamped(Money price, Money? most) => most is { } limit ? Money.Min(price, limit) : price;
}
