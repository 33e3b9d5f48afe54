using Bidline.Campaigns;
using Bidline.Routing.Rules;

namespace Bidline.Routing;

/// <summary>Finds the floor of one call: the first rule that holds, or else the campaign's own. Pure.</summary>
public static class PriceFloors
{
    public static PriceFloor Of(AuctionTerms terms, CallFacts facts)
    {
        foreach (var rule in terms.Floors)
            if (FilterRule.Failing(rule.When, facts) is null)
                return new PriceFloor(rule.Floor, rule.Id);
        return new PriceFloor(terms.Floor, null);
    }

    /// <summary>The floor in one tier: the tier's least revenue where that is higher.</summary>
    /// <param name="index">0 first.</param>
    public static PriceFloor InTier(PriceFloor floor, Tier tier, int index) =>
        tier.MinRevenue is { } least && least > floor.Amount
            ? new PriceFloor(least, $"tier-{index + 1}") { Tier = index + 1 }
            : floor;
}
