namespace Bidline.Calls;

/// <summary>Where the minutes, hours and days of a period begin on the clock of a time zone.</summary>
internal static class CallQueriesSteps
{
    /// <summary>Instants in the zone's offset; the first is the period's own beginning.</summary>
    public static List<DateTimeOffset> Starts(Period period, SeriesStep step, TimeZoneInfo zone)
    {
        var starts = new List<DateTimeOffset>();
        for (var at = period.From; at < period.To; at = Next(at, step, zone))
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(starts.Count, CallQueries.StepsMax, nameof(period));
            starts.Add(TimeZoneInfo.ConvertTime(at, zone));
        }

        return starts;
    }

    /// <summary>What the sums of a series are made of: any step is a whole number of these, in every time zone.</summary>
    public static TimeSpan Grain(SeriesStep step) => TimeSpan.FromMinutes(step == SeriesStep.Minute ? 1 : 15);

    private static DateTimeOffset Next(DateTimeOffset at, SeriesStep step, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(at, zone);
        if (step == SeriesStep.Day) return Midnight(local.Date.AddDays(1), zone);
        // Elapsed time, so that the hour which the autumn change repeats is counted twice, not merged.
        var length = step == SeriesStep.Hour ? TimeSpan.TicksPerHour : Grain(step).Ticks;
        return local.AddTicks(length - local.Ticks % length);
    }

    private static DateTimeOffset Midnight(DateTime day, TimeZoneInfo zone)
    {
        // Some zones change the clock at midnight: then the day begins when the skipped hour is over.
        while (zone.IsInvalidTime(day)) day = day.AddMinutes(15);
        var offset = zone.IsAmbiguousTime(day) ? zone.GetAmbiguousTimeOffsets(day).Max() : zone.GetUtcOffset(day);
        return new DateTimeOffset(day, offset);
    }
}
