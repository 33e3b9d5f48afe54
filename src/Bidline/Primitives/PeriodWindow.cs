namespace Bidline.Primitives;

/// <summary>A stretch of the calendar that something is counted in.</summary>
public enum CalendarPeriod
{
    Hour,
    Day,

    /// <summary>Monday to Sunday.</summary>
    Week,
    Month,

    /// <summary>Since ever.</summary>
    Total,
}

/// <summary>
/// One hour, day, week or month of a time zone as instants, half-open. The windows of a period and a zone partition time:
/// every instant is in exactly one, through 23 and 25 hour days too. Every bound lies on a quarter of an hour of UTC, as
/// the offsets of all zones in use do.
/// </summary>
public readonly record struct PeriodWindow(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>The longest month, with the longest day to spare.</summary>
    public static readonly TimeSpan LengthMax = TimeSpan.FromDays(31) + DayWindow.LengthMax;

    public static PeriodWindow Of(CalendarPeriod period, TimeZoneInfo zone, DateTimeOffset moment)
    {
        switch (period)
        {
            case CalendarPeriod.Hour:
                return HourOf(zone, moment);
            case CalendarPeriod.Day:
                var window = DayWindow.Of(zone, moment);
                return new PeriodWindow(window.From, window.Until);
            case CalendarPeriod.Week:
                var day = DayWindow.DayOf(zone, moment);
                var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
                return Between(zone, monday, monday.AddDays(7));
            case CalendarPeriod.Month:
                var today = DayWindow.DayOf(zone, moment);
                var first = new DateOnly(today.Year, today.Month, 1);
                return Between(zone, first, first.AddMonths(1));
            default:
                return new PeriodWindow(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        }
    }

    public bool Covers(DateTimeOffset moment) => moment >= From && moment < Until;

    // Hours of elapsed time that begin with the zone's standard hour: the hour that autumn repeats is two windows, and
    // none is shorter than the others.
    private static PeriodWindow HourOf(TimeZoneInfo zone, DateTimeOffset moment)
    {
        var local = moment.UtcTicks + zone.BaseUtcOffset.Ticks;
        var from = new DateTimeOffset(moment.UtcTicks - (local % TimeSpan.TicksPerHour), TimeSpan.Zero);
        return new PeriodWindow(from, from.AddHours(1));
    }

    private static PeriodWindow Between(TimeZoneInfo zone, DateOnly from, DateOnly until) =>
        new(DayWindow.StartOf(zone, from), DayWindow.StartOf(zone, until));
}
