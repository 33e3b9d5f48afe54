namespace Bidline.Campaigns;

/// <summary>Weekly hours in a named time zone. Ranges are half-open: 08:00-18:00 is closed at 18:00 sharp.</summary>
public sealed record OpeningHours(TimeZoneInfo TimeZone, IReadOnlyList<OpenRange> Open)
{
    public bool IsOpenAt(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, TimeZone);
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        return Open.Any(range => range.Covers(local.DayOfWeek, time));
    }

    /// <summary>The next opening after this moment, in the hours' own zone; null when it never opens within a week.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, TimeZone);
        return Enumerable.Range(0, 8)
            .SelectMany(days => Open
                .Where(range => range.Day == local.AddDays(days).DayOfWeek)
                .Select(range => AtZone(DateOnly.FromDateTime(local.Date).AddDays(days), range.From)))
            .Where(opening => opening > moment)
            .Order()
            .Cast<DateTimeOffset?>()
            .FirstOrDefault();
    }

    private DateTimeOffset AtZone(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        // An hour that the spring change skips opens when the clock has moved on.
        if (TimeZone.IsInvalidTime(local)) local = local.AddHours(1);
        return new DateTimeOffset(local, TimeZone.GetUtcOffset(local));
    }
}

/// <summary>Open on this weekday from a time until a time; an <paramref name="Until"/> of midnight means the day's end.</summary>
public sealed record OpenRange(DayOfWeek Day, TimeOnly From, TimeOnly Until)
{
    public bool Covers(DayOfWeek day, TimeOnly time) =>
        day == Day && time >= From && (Until == TimeOnly.MinValue || time < Until);
}
