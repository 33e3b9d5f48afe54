using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The caps that a target shares with others of its group are used up: calls, money or lines.</summary>
internal static class GroupRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Target.Group is not { } group || input.GroupUse is not { } use) return null;
        var price = input.Target.Price.Known;
        return CapLimits.Calls("group", group.Caps.At(input.Now), use.Of)
            ?? CapLimits.Spend("group", group.Caps, use.Of, price)
            ?? CapLimits.Busy("group", group.Caps, use.Live);
    }
}
