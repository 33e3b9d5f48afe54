using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>A target is asked once in a call; its answer still stands.</summary>
internal static class AlreadyTriedRule
{
    public static Reason? Check(RuleInput input) =>
        input.WasTried ? Reason.Of("not_asked.already_tried") : null;
}
