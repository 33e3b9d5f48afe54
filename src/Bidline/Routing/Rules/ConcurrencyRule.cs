using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>Every line of the target or its buyer is busy.</summary>
internal static class ConcurrencyRule
{
    public static Reason? Check(RuleInput input) => input.Standing is not { } standing
        ? null
        : CapLimits.Busy("target", input.Target.Caps, standing.Target.Live)
            ?? CapLimits.Busy("buyer", input.Buyer.Caps, standing.Buyer.Live);
}
