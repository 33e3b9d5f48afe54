using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>A fixed price that would leave less than the campaign's margin is never offered.</summary>
internal static class MarginRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Target.Price is not TargetPrice.Fixed known) return null;
        return Margins.ShortfallOf(input.Campaign.Auction.Margin, input.Publisher.Payout, known.Amount) is { } margin
            ? Reason.Of(
                "not_asked.margin",
                ("price", known.Amount.ToDecimalString()), ("margin", margin.Left.ToDecimalString()),
                ("min", margin.Least.ToDecimalString()))
            : null;
    }
}
