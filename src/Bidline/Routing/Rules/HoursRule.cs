using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>Closed at this moment, by the clock of the target's own zone.</summary>
internal static class HoursRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Target.Hours is not { } hours || hours.IsOpenAt(input.Now)) return null;
        return Reason.Of(
            "not_asked.hours_closed",
            ("local", Local(input.Now, hours.TimeZone)),
            ("opens", hours.NextOpening(input.Now) is { } opening ? Local(opening, hours.TimeZone) : "never"),
            ("zone", hours.TimeZone.Id));
    }

    private static string Local(DateTimeOffset moment, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(moment, zone).ToString("ddd HH:mm", CultureInfo.InvariantCulture);
}
