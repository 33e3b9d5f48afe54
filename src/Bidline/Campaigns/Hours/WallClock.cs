using Bidline.Primitives;

namespace Bidline.Campaigns.Hours;

/// <summary>
/// When the clocks of a zone show a time of a day: once, twice where autumn repeats it, never where spring skips it.
/// </summary>
internal static class WallClock
{
    public static IEnumerable<DateTimeOffset> Instants(TimeZoneInfo zone, DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        if (zone.IsInvalidTime(local)) return [];
        return zone.IsAmbiguousTime(local)
            ? zone.GetAmbiguousTimeOffsets(local).Select(offset => new DateTimeOffset(local, offset))
            : [new DateTimeOffset(local, zone.GetUtcOffset(local))];
    }

    /// <summary>The moment within the day at which the clocks are changed; null on an ordinary day.</summary>
    public static DateTimeOffset? ChangeOn(TimeZoneInfo zone, DateOnly day)
    {
        var (low, high) = (DayWindow.StartOf(zone, day).AddMinutes(-1), DayWindow.StartOf(zone, day.AddDays(1)));
        var before = zone.GetUtcOffset(low);
        if (zone.GetUtcOffset(high) == before) return null;
        while (high - low > TimeSpan.FromMinutes(1))
        {
            var middle = low.AddMinutes(Math.Floor((high - low).TotalMinutes / 2));
            if (zone.GetUtcOffset(middle) == before) low = middle;
            else high = middle;
        }

        return high;
    }
}
