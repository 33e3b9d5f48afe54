using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>A fixed price below the least revenue of its tier can never win there.</summary>
internal static class TierMinimumRule
{
    public static Reason? Check(RuleInput input) =>
        input.Target.Price.Known is { } known
        && input.Campaign.Tiers[input.Tier].MinRevenue is { } least && known < least
            ? Reason.Of(
                "not_asked.below_tier_minimum",
                ("price", known.ToDecimalString()), ("least", least.ToDecimalString()),
                ("tier", (input.Tier + 1).ToString(CultureInfo.InvariantCulture)))
            : null;
}
