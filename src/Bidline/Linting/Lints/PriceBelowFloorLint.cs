namespace Bidline.Linting.Lints;

/// <summary>A target can never reach the campaign's floor, nor any that a rule may set in its place.</summary>
internal static class PriceBelowFloorLint
{
    public static IEnumerable<Advice> Check(LintedMarket market) =>
        from campaign in market.Campaigns
        from target in market.OpenTargets(campaign)
        let most = PriceBelowPayoutLint.MostOf(target.Price)
        let least = campaign.Auction.Floors.Select(rule => rule.Floor).Append(campaign.Auction.Floor).Min()
        where most < least
        select Advice.Warning(
            "price_below_floor",
            $"/campaigns/{campaign.Id}/routing/auction/floor",
            $"Target {target.Id} pays at most {most.Value.ToDecimalString()}, the floor of campaign {campaign.Id} is "
            + $"{least.ToDecimalString()}: it can never win.",
            "lower the floor, raise the price, or take the target out of the campaign");
}
