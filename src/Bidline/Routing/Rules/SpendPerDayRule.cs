using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The day's money of the target or its buyer is used up, what is held included.</summary>
internal static class SpendPerDayRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Standing is not { } standing) return null;
        var price = input.Target.Price is TargetPrice.Fixed known ? known.Amount : Money.Zero(standing.FreeFunds.Currency);
        return Over("target", input.Target.Caps, standing.TargetSpentToday, price)
            ?? Over("buyer", input.Buyer.Caps, standing.BuyerSpentToday, price);
    }

    private static Reason? Over(string whose, Caps caps, Money spent, Money price)
    {
        if (caps.SpendPerDay is not { } limit) return null;
        // A bidder's price is not known yet: it is turned away only when nothing at all is left.
        var over = price.IsPositive ? spent + price > limit : spent >= limit;
        return over
            ? Reason.Of(
                "not_asked.cap_spend",
                ("whose", whose), ("window", "day"), ("used", spent.ToDecimalString()),
                ("limit", limit.ToDecimalString()), ("zone", caps.TimeZone.Id))
            : null;
    }
}
