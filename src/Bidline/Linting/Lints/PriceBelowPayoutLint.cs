using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Linting.Lints;

/// <summary>A publisher's terms promise more than a target can ever pay: the two never meet.</summary>
internal static class PriceBelowPayoutLint
{
    public static IEnumerable<Advice> Check(LintedMarket market) =>
        from campaign in market.Campaigns
        from target in market.OpenTargets(campaign)
        let most = MostOf(target.Price)
        where most is not null
        from publisher in campaign.Publishers.Values.OrderBy(terms => terms.Publisher.Value, StringComparer.Ordinal)
        let promised = Pricing.PromisedOf(publisher.Payout, most.Value)
        where promised > most.Value && !campaign.Auction.Margin.AllowLoss
        select Advice.Warning(
            "price_below_payout",
            $"/campaigns/{campaign.Id}/publishers/{publisher.Publisher}/payout",
            $"Publisher {publisher.Publisher} is promised {promised.ToDecimalString()}, target {target.Id} pays at most "
            + $"{most.Value.ToDecimalString()}: it is never offered that publisher's calls.",
            "lower the payout, raise the price, or take the target out of the campaign");

    /// <summary>Null when a bidder may bid any amount.</summary>
    internal static Money? MostOf(TargetPrice price) => price switch
    {
        { Known: { } amount } => amount,
        TargetPrice.Bidder(var terms) => terms.MaxBid,
        TargetPrice.Rules(var table) => table.Max,
        _ => null,
    };
}
