using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The target or its buyer is switched off.</summary>
internal static class PausedRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Target.Paused) return Reason.Of("not_asked.paused", ("what", "target"), ("id", input.Target.Id.Value));
        if (input.Buyer.Paused) return Reason.Of("not_asked.paused", ("what", "buyer"), ("id", input.Buyer.Id.Value));
        return null;
    }
}
