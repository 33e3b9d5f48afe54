using Bidline.Billing;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>A fixed price that would leave less than the campaign's margin is never offered.</summary>
internal static class MarginRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Target.Price.Known is not { } known) return null;
        return Margins.ShortfallOf(input.Campaign.Auction.Margin, input.Publisher.Payout, known) is { } margin
            ? Reason.Of(
                "not_asked.margin",
                ("price", known.ToDecimalString()), ("margin", margin.Left.ToDecimalString()),
                ("min", margin.Least.ToDecimalString()))
            : null;
    }
}
