namespace Bidline.Primitives;

/// <summary>
/// One calendar day of a time zone as instants: half-open, from the first moment of the day to the first of the next,
/// so 23, 24 or 25 hours long. The windows of a zone partition time: every instant is in exactly one.
/// </summary>
public readonly record struct DayWindow(DateTimeOffset From, DateTimeOffset Until)
{
    /// <summary>The longest that a day has been in any zone, with something to spare.</summary>
    public static readonly TimeSpan LengthMax = TimeSpan.FromHours(27);

    public static DayWindow Of(TimeZoneInfo zone, DateTimeOffset moment)
    {
        var day = DayOf(zone, moment);
        return new DayWindow(StartOf(zone, day), StartOf(zone, day.AddDays(1)));
    }

    /// <summary>The date whose window holds the moment.</summary>
    internal static DateOnly DayOf(TimeZoneInfo zone, DateTimeOffset moment)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);
        // A clock that is put back across midnight reads a day again that had begun: the later day keeps the moment.
        return moment >= StartOf(zone, day.AddDays(1)) ? day.AddDays(1) : day;
    }

    public bool Covers(DateTimeOffset moment) => moment >= From && moment < Until;

    internal static DateTimeOffset StartOf(TimeZoneInfo zone, DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, OffsetAt(zone, midnight)).ToUniversalTime();
    }

    private static TimeSpan OffsetAt(TimeZoneInfo zone, DateTime midnight)
    {
        // Where spring skips midnight, the day begins at the change: at midnight of the clock that was.
        if (zone.IsInvalidTime(midnight)) return zone.GetUtcOffset(midnight.AddHours(-3));
        // Where autumn repeats it, the first one counts.
        return zone.IsAmbiguousTime(midnight)
            ? zone.GetAmbiguousTimeOffsets(midnight).Max()
            : zone.GetUtcOffset(midnight);
    }
}
