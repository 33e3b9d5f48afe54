using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>A tier is asked once in a call.</summary>
internal static class AlreadyTriedRule
{
    public static Reason? Check(RuleInput input) =>
        input.TierTried ? Reason.Of("not_asked.already_tried") : null;
}
