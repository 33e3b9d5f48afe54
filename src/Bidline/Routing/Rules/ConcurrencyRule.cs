using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>Every line of the target, or as many as this hour has, or of its buyer is busy.</summary>
internal static class ConcurrencyRule
{
    public static Reason? Check(RuleInput input) => input.Standing is not { } standing
        ? null
        : CapLimits.Busy("target", input.Target.CapsAt(input.Now, input.Facts.CallersClock), standing.Target.Live)
            ?? CapLimits.Busy("buyer", input.Buyer.Caps, standing.Buyer.Live);
}
