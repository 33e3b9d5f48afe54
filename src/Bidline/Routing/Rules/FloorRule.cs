using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>A fixed price below the floor of this call can never win.</summary>
internal static class FloorRule
{
    public static Reason? Check(RuleInput input) =>
        input.Target.Price.Known is { } known && known < input.Floor.Amount
            ? Reason.Of(
                "not_asked.price_below_floor",
                ("price", known.ToDecimalString()), ("floor", input.Floor.Amount.ToDecimalString()),
                ("rule", input.Floor.RuleName))
            : null;
}
