using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The day's calls of the target or its buyer are used up.</summary>
internal static class CallsPerDayRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Standing is not { } standing) return null;
        return Full("target", input.Target.Caps, standing.TargetToday)
            ?? Full("buyer", input.Buyer.Caps, standing.BuyerToday);
    }

    private static Reason? Full(string whose, Caps caps, int used) => caps.CallsPerDay is { } limit && used >= limit
        ? Reason.Of(
            "not_asked.cap_calls",
            ("whose", whose), ("window", "day"), ("used", $"{used}"), ("limit", $"{limit}"), ("zone", caps.TimeZone.Id))
        : null;
}
