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
}
