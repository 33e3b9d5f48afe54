using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>Closed at this moment, by the clock of the target's own zone or of the caller's; a holiday is named.</summary>
internal static class HoursRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Target.Hours is not { } hours) return null;
        var (now, caller) = (input.Now, input.Facts.CallersClock);
        if (hours.IsOpenAt(now, caller)) return null;
        var zone = hours.ZoneFor(caller);
        var opens = hours.NextOpening(now, caller) is { } opening ? Local(opening, zone, now) : "never";
        return hours.HolidayAt(now, caller) is { } holiday
            ? Reason.Of("not_asked.holiday", ("holiday", holiday), ("opens", opens), ("zone", zone.Id))
            : Reason.Of("not_asked.hours_closed", ("local", Local(now, zone, now)), ("opens", opens), ("zone", zone.Id));
    }

    /// <summary>With its date where the weekday alone could be taken for one of this week.</summary>
    private static string Local(DateTimeOffset moment, TimeZoneInfo zone, DateTimeOffset now) =>
        TimeZoneInfo.ConvertTime(moment, zone).ToString(
            moment - now < TimeSpan.FromDays(6) ? "ddd HH:mm" : "ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
