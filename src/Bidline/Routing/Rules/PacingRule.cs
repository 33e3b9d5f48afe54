using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>
/// A paced limit has used its share of the open hours so far, and its burst. A forecast that steers: calls in the same
/// moment may pass it, the limit itself they may not.
/// </summary>
internal static class PacingRule
{
    public static Reason? Check(RuleInput input)
    {
        var standing = input.Standing;
        return Ahead("target", input.Target.Caps, input.Target.Hours, standing?.Target, input.Now)
            ?? Ahead("buyer", input.Buyer.Caps, null, standing?.Buyer, input.Now)
            ?? (input.Target.Group is { } group ? Ahead("group", group.Caps, null, input.GroupUse, input.Now) : null);
    }

    private static Reason? Ahead(string whose, Caps caps, OpeningHours? hours, CapStanding? use, DateTimeOffset now)
    {
        if (caps.Pacing is not { } pacing || use is null) return null;
        foreach (var limit in caps.At(now).Limits)
        {
            if (limit.Period == CalendarPeriod.Total) continue;
            var window = PeriodWindow.Of(limit.Period, caps.TimeZone, now);
            var share = Math.Min(1, OpenShare.Of(hours, window, now) + (pacing.BurstPercent / 100m));
            var used = use.Of(limit.Period);
            if (limit.Calls is { } most && decimal.Ceiling(most * share) is var calls
                && (used?.Calls ?? 0) >= calls && calls < most)
                return Held(whose, limit.Period, $"{used?.Calls ?? 0}", $"{calls:0}", $"{most}");
            if (limit.Spend is { } money && SpentOf(used, money) is var spent
                && spent.Micros >= money.Micros * share && spent < money)
            {
                var allowed = new Money(decimal.ToInt64(money.Micros * share), money.Currency);
                return Held(
                    whose, limit.Period, spent.ToDecimalString(), allowed.ToDecimalString(), money.ToDecimalString());
            }
        }

        return null;
    }

    private static Money SpentOf(PeriodUse? use, Money limit) =>
        use?.Spent is { } spent && spent.Currency == limit.Currency ? spent : Money.Zero(limit.Currency);

    private static Reason Held(
        string whose, CalendarPeriod period, FormattableString used, FormattableString allowed, FormattableString limit) =>
        Held(whose, period, Text(used), Text(allowed), Text(limit));

    private static Reason Held(string whose, CalendarPeriod period, string used, string allowed, string limit) => Reason.Of(
        "not_asked.pacing", ("whose", whose), ("window", CapLimits.NameOf(period)), ("used", used), ("allowed", allowed),
        ("limit", limit));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
