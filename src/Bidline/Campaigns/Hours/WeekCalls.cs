using Bidline.Primitives;

namespace Bidline.Campaigns.Hours;

/// <summary>How many calls each hour of the week takes; null is any number.</summary>
/// <param name="Hours">168, from Sunday midnight on: hour 9 of a Monday is at 33.</param>
public sealed record WeekCalls(IReadOnlyList<int?> Hours)
{
    public const int HoursOfAWeek = 7 * 24;

    /// <summary>
    /// Of the hour that is counted at this moment, by what the wall said as it began: what spring skips is never asked
    /// for, what autumn repeats counts twice, each time with its own calls.
    /// </summary>
    public int? At(TimeZoneInfo zone, DateTimeOffset moment)
    {
        var began = PeriodWindow.Of(CalendarPeriod.Hour, zone, moment).From;
        var local = TimeZoneInfo.ConvertTime(began, zone);
        return Hours[((int)local.DayOfWeek * 24) + local.Hour];
    }
}
