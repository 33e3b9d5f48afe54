using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>A fixed price below the campaign's floor can never win.</summary>
internal static class FloorRule
{
    public static Reason? Check(RuleInput input)
    {
        var floor = input.Campaign.Auction.Floor;
        return input.Target.Price is TargetPrice.Fixed known && known.Amount < floor
            ? Reason.Of(
                "not_asked.price_below_floor",
                ("price", known.Amount.ToDecimalString()), ("floor", floor.ToDecimalString()))
            : null;
    }
}
