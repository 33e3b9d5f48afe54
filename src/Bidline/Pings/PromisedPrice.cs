using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Campaigns.BidRules;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>
/// What a ping is answered with. Pure. The auction is held on the terms that the promise will be paid by, so that every
/// offer of it leaves the campaign's margin; and what the modifiers make of the price is brought down to what leaves it.
/// </summary>
public static class PromisedPrice
{
    private const long MicrosPerCent = 10_000;
    private const string Limit = "limit";

    /// <summary>
    /// What the modifiers say before anybody is asked: whether a row ends the ping, and what a base bid becomes.
    /// </summary>
    /// <param name="read">A field's value of this call; null when it is not known.</param>
    /// <param name="zero">In the market's currency.</param>
    public static PriceMaking Opening(PingPrice terms, Money zero, Func<string, string?> read)
    {
        var start = terms is PingPrice.BaseBid(var amount) ? amount : zero;
        if (terms.Modifiers is not { } modifiers) return new PriceMaking(null, start, 0, [], Down(start, terms.Most));
        var run = modifiers.Run(start, read);
        return new PriceMaking(null, start, run.Applied, run.Steps, run.Bid is { } bid ? Down(bid, terms.Most) : null)
        {
            Refused = run.Rejection is null ? null : RefusalOf(run.Steps[^1]),
        };
    }

    /// <summary>The publisher's terms while its ping is auctioned: the endpoint's price in place of the payout.</summary>
    /// <param name="opening">Says what its base bid has become.</param>
    public static PublisherTerms TermsOf(PingEndpoint endpoint, PublisherTerms agreed, PriceMaking opening) => agreed with
    {
        Qualify = endpoint.Qualify ?? agreed.Qualify,
        Payout = endpoint.Price switch
        {
            PingPrice.BaseBid => new PayoutTerms.Fixed(opening.Price ?? opening.Start),
            PingPrice.PassThrough(var margin) => margin,
            _ => agreed.Payout,
        },
    };

    /// <param name="margin">The least that the campaign keeps of a sale.</param>
    /// <param name="best">What the best buyer pays.</param>
    /// <param name="floor">The publisher's own least; null is any.</param>
    /// <returns>The price, in whole cents and never above what leaves the margin; or why there is none.</returns>
    public static PriceMaking Of(
        PingPrice terms, MarginTerms margin, Money best, Money? floor, Func<string, string?> read)
    {
        var start = terms switch
        {
            PingPrice.BaseBid(var amount) => amount,
            PingPrice.PassThrough(var kept) => Pricing.PromisedOf(kept, best),
            _ => best,
        };
        var run = terms.Modifiers?.Run(start, read);
        var steps = new List<BidRuleStep>(run?.Steps ?? []);
        var made = new PriceMaking(best, start, run?.Applied ?? 0, steps, null);
        if (run is { Bid: null }) return made with { Refused = RefusalOf(steps[^1]) };

        var price = Limited(run?.Bid ?? start, "max", terms.Most, steps);
        price = Limited(price, "margin", best - margin.LeastAt(best), steps);
        price = Limited(price, "cents", new Money(price.Micros - (price.Micros % MicrosPerCent), price.Currency), steps);
        var least = floor is { } wanted && !(terms.Least >= wanted) ? wanted : terms.Least;
        if (price >= (least ?? price) && price.IsPositive) return made with { Price = price };
        steps.Add(new BidRuleStep("min", Limit, price, null));
        return made with
        {
            Refused = Reason.Of(
                "ping.price_below_least",
                ("price", price.ToDecimalString()),
                ("least", (least ?? new Money(MicrosPerCent, price.Currency)).ToDecimalString())),
        };
    }

    private static Money Limited(Money price, string name, Money? most, List<BidRuleStep> steps)
    {
        var limited = Down(price, most);
        if (limited != price) steps.Add(new BidRuleStep(name, Limit, price, limited));
        return limited;
    }

    private static Money Down(Money price, Money? most) => most is { } limit ? Money.Min(price, limit) : price;

    private static Reason RefusalOf(BidRuleStep deciding) => deciding.Action == "require"
        ? Reason.Of("ping.price_requires", ("row", deciding.Row), ("when", deciding.When ?? ""))
        : Reason.Of("ping.price_rejects", ("row", deciding.Row), ("when", deciding.When ?? ""));
}
