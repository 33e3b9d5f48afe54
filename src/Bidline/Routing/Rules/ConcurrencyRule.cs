using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>Every line of the target or its buyer is busy.</summary>
internal static class ConcurrencyRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Standing is not { } standing) return null;
        return Busy("target", input.Target.Caps, standing.TargetLive)
            ?? Busy("buyer", input.Buyer.Caps, standing.BuyerLive);
    }

    private static Reason? Busy(string whose, Caps caps, int live) => caps.Concurrent is { } lines && live >= lines
        ? Reason.Of("not_asked.concurrency", ("whose", whose), ("used", $"{live}"), ("limit", $"{lines}"))
        : null;
}
