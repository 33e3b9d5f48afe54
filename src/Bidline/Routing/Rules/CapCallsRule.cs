using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The calls of a period of the target or its buyer are used up.</summary>
internal static class CapCallsRule
{
    public static Reason? Check(RuleInput input) => input.Standing is not { } standing
        ? null
        : CapLimits.Calls("target", input.Target.Caps.At(input.Now), standing.Target.Of)
            ?? CapLimits.Calls("buyer", input.Buyer.Caps.At(input.Now), standing.Buyer.Of);
}
