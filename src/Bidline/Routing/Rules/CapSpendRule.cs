using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The money of a period of the target or its buyer is used up, what is held included.</summary>
internal static class CapSpendRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Standing is not { } standing) return null;
        // A bidder's price is not known yet: it is turned away only when nothing at all is left.
        var price = input.Target.Price.Known;
        return CapLimits.Spend("target", input.Target.Caps, standing.Target.Of, price)
            ?? CapLimits.Spend("buyer", input.Buyer.Caps, standing.Buyer.Of, price);
    }
}
