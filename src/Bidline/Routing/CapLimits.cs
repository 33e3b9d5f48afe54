using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>Holds limits against what was used: the one comparison behind forecast, reserve and admission. Pure.</summary>
internal static class CapLimits
{
    /// <summary>The first limit of calls that one more would pass; null when all hold.</summary>
    /// <param name="whose">"target", "buyer", "publisher", "campaign": said in the reason.</param>
    /// <param name="useOf">Null where nothing is known to be used.</param>
    public static Reason? Calls(string whose, Caps caps, Func<CalendarPeriod, PeriodUse?> useOf)
    {
        foreach (var limit in caps.Limits)
        {
            if (limit.Calls is not { } most) continue;
            var use = useOf(limit.Period);
            var used = use?.Calls ?? 0;
            if (used >= most) return Capped("not_asked.cap_calls", whose, caps, limit.Period, use, Text(used), Text(most));
        }

        return null;
    }

    /// <summary>The first limit of money that one more call at this price would pass; null when all hold.</summary>
    /// <param name="price">Null where it is not known yet: then money is used up only when nothing at all is left.</param>
    public static Reason? Spend(string whose, Caps caps, Func<CalendarPeriod, PeriodUse?> useOf, Money? price)
    {
        foreach (var limit in caps.Limits)
        {
            if (limit.Spend is not { } most) continue;
            var use = useOf(limit.Period);
            if (!IsSpent(use?.Spent, most, price)) continue;
            var spent = use?.Spent ?? Money.Zero(most.Currency);
            return Capped(
                "not_asked.cap_spend", whose, caps, limit.Period, use, spent.ToDecimalString(), most.ToDecimalString());
        }

        return null;
    }

    public static Reason? Busy(string whose, Caps caps, int live) => caps.Concurrent is { } lines && live >= lines
        ? Reason.Of("not_asked.concurrency", ("whose", whose), ("used", Text(live)), ("limit", Text(lines)))
        : null;

    public static string NameOf(CalendarPeriod period) => period switch
    {
        CalendarPeriod.Hour => "hour",
        CalendarPeriod.Day => "day",
        CalendarPeriod.Week => "week",
        CalendarPeriod.Month => "month",
        _ => "total",
    };

    private static bool IsSpent(Money? spent, Money most, Money? price)
    {
        var used = spent is { } told && told.Currency == most.Currency ? told : Money.Zero(most.Currency);
        return price is { } known ? used + known > most : used >= most;
    }

    private static Reason Capped(
        string code, string whose, Caps caps, CalendarPeriod period, PeriodUse? use, string used, string limit)
    {
        var values = new Dictionary<string, string>
        {
            ["whose"] = whose, ["window"] = NameOf(period), ["used"] = used, ["limit"] = limit,
        };
        // In all is for ever.
        if (period == CalendarPeriod.Total) return new Reason(code, values);
        if (use is not null)
            values["resets"] = use.Until.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        values["zone"] = caps.TimeZone.Id;
        return new Reason(code, values);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
