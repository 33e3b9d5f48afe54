using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>A fixed price that would pay the publisher more than it brings is never offered.</summary>
internal static class MarginRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Target.Price is not TargetPrice.Fixed known) return null;
        var margin = known.Amount - Pricing.PromisedOf(input.Publisher.Payout, known.Amount);
        return margin.IsNegative
            ? Reason.Of(
                "not_asked.margin",
                ("price", known.Amount.ToDecimalString()), ("margin", margin.ToDecimalString()), ("min", "0.00"))
            : null;
    }
}
