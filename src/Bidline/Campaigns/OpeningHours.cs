using System.Collections.Frozen;
using Bidline.Campaigns.Hours;

namespace Bidline.Campaigns;

/// <summary>
/// Weekly hours by the clock of a zone, with holidays and days of other hours. Ranges are half-open: 08:00-18:00 is
/// closed at 18:00 sharp. An exception for a date stands before a holiday, and a holiday before the week.
/// </summary>
/// <param name="TimeZone">Whose clock; with <see cref="ByCallersClock"/> where the caller's is not known for certain.</param>
public sealed record OpeningHours(TimeZoneInfo TimeZone, IReadOnlyList<OpenRange> Open)
{
    /// <summary>How far ahead the next opening is looked for.</summary>
    private const int SearchedDays = 35;

    /// <summary>Each call is judged by the clock where its caller lives.</summary>
    public bool ByCallersClock { get; init; }

    public Holidays Holidays { get; init; } = Holidays.None;

    /// <summary>Days that have their own hours; none means closed all day.</summary>
    public FrozenDictionary<DateOnly, ExceptionDay> Exceptions { get; init; } =
        FrozenDictionary<DateOnly, ExceptionDay>.Empty;

    /// <param name="caller">The zone the caller lives by; null when it is not known for certain.</param>
    public TimeZoneInfo ZoneFor(TimeZoneInfo? caller) => ByCallersClock ? caller ?? TimeZone : TimeZone;

    public bool IsOpenAt(DateTimeOffset moment, TimeZoneInfo? caller = null) => RangeAt(moment, caller) is not null;

    /// <summary>The range that the moment lies in; null when closed.</summary>
    public OpenRange? RangeAt(DateTimeOffset moment, TimeZoneInfo? caller = null)
    {
        var local = TimeZoneInfo.ConvertTime(moment, ZoneFor(caller)).DateTime;
        var (day, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        foreach (var range in RangesOn(day))
            if (range.Covers(day.DayOfWeek, time))
                return range;
        return null;
    }

    /// <summary>What the day is closed for; null on a day like others.</summary>
    public string? HolidayAt(DateTimeOffset moment, TimeZoneInfo? caller = null)
    {
        if (ReferenceEquals(Holidays, Holidays.None) && Exceptions.Count == 0) return null;
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, ZoneFor(caller)).DateTime);
        return Exceptions.TryGetValue(day, out var exception)
            ? exception is { Open.Count: 0, Name: { } name } ? name : null
            : Holidays.NameOf(day);
    }

    /// <summary>The next opening after this moment, in the hours' own zone; null when there is none within five weeks.</summary>
    public DateTimeOffset? NextOpening(DateTimeOffset moment, TimeZoneInfo? caller = null)
    {
        var zone = ZoneFor(caller);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);
        for (var days = 0; days <= SearchedDays; days++)
        {
            var openings = Beginnings(today.AddDays(days), zone)
                .Where(beginning => beginning > moment && IsOpenAt(beginning, caller))
                .Order().Take(1).ToList();
            if (openings.Count > 0) return TimeZoneInfo.ConvertTime(openings[0], zone);
        }

        return null;
    }

    /// <summary>The same text for the same hours.</summary>
    public override string ToString()
    {
        var week = string.Join(' ', Open.Select(range => $"{range.Day}{range.From:O}{range.Until:O}{range.Concurrent}"));
        var exceptions = string.Join(' ', Exceptions.OrderBy(pair => pair.Key).Select(pair =>
            $"{pair.Key:O}{pair.Value.Name}={string.Join(',', pair.Value.Open.Select(r => $"{r.From:O}{r.Until:O}"))}"));
        return $"{TimeZone.Id} {ByCallersClock} {week} | {Holidays} | {exceptions}";
    }

    private IReadOnlyList<OpenRange> RangesOn(DateOnly day)
    {
        if (Exceptions.Count > 0 && Exceptions.TryGetValue(day, out var exception)) return exception.Open;
        return Holidays.NameOf(day) is null ? Open : [];
    }

    /// <summary>When the day may open: as a range begins, or as the clocks are changed in the middle of one.</summary>
    private IEnumerable<DateTimeOffset> Beginnings(DateOnly day, TimeZoneInfo zone)
    {
        foreach (var range in RangesOn(day).Where(range => range.Day == day.DayOfWeek))
        {
            foreach (var beginning in WallClock.Instants(zone, day, range.From))
                yield return beginning;
        }

        if (WallClock.ChangeOn(zone, day) is { } change) yield return change;
    }
}

/// <summary>Open on this weekday from a time until a time.</summary>
/// <param name="Until">Midnight means the day's end.</param>
public sealed record OpenRange(DayOfWeek Day, TimeOnly From, TimeOnly Until)
{
    /// <summary>Calls at the same moment in this range, where fewer than the target's cap; null means no such limit.</summary>
    public int? Concurrent { get; init; }

    public bool Covers(DayOfWeek day, TimeOnly time) =>
        day == Day && time >= From && (Until == TimeOnly.MinValue || time < Until);
}

/// <summary>One date with hours of its own.</summary>
/// <param name="Name">Why, where it was said.</param>
/// <param name="Open">All on the date's own weekday; none means closed.</param>
public sealed record ExceptionDay(string? Name, IReadOnlyList<OpenRange> Open);
