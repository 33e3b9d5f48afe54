namespace Bidline.Campaigns.Entries;

/// <summary>When a target is open: either open or week, with holidays and exceptions where wanted.</summary>
public sealed record HoursEntry
{
    /// <summary>An IANA name, or "caller" for the clock each caller lives by; the market's unless given.</summary>
    public string? Timezone { get; init; }

    /// <summary>
    /// With timezone: caller, whose clock counts when the caller's place is not known or has several zones; the market's
    /// unless given.
    /// </summary>
    public string? FallbackTimezone { get; init; }

    public IReadOnlyList<OpenEntry>? Open { get; init; }

    public WeekEntry? Week { get; init; }

    public HolidaysEntry? Holidays { get; init; }

    /// <summary>Dates with hours of their own; they stand before holidays.</summary>
    public IReadOnlyList<ExceptionEntry>? Exceptions { get; init; }
}

/// <summary>One weekly range: days "mon-fri" or "sat,sun", times "08:00" and "18:00"; "24:00" is the day's end.</summary>
public sealed record OpenEntry
{
    public required string Days { get; init; }

    public required string From { get; init; }

    public required string To { get; init; }

    /// <summary>Within the range.</summary>
    public IReadOnlyList<TimesEntry>? Breaks { get; init; }

    /// <summary>Calls at the same moment in this range, 1 to 100,000; the target's own cap holds as well.</summary>
    public int? Concurrent { get; init; }
}

public sealed record TimesEntry
{
    public required string From { get; init; }

    public required string To { get; init; }
}

/// <summary>
/// The week hour by hour: 24 marks a day from midnight on, "." closed, "x" open, "1" to "9" open for so many calls at
/// the same moment. A day that is left out is closed.
/// </summary>
public sealed record WeekEntry
{
    public string? Mon { get; init; }

    public string? Tue { get; init; }

    public string? Wed { get; init; }

    public string? Thu { get; init; }

    public string? Fri { get; init; }

    public string? Sat { get; init; }

    public string? Sun { get; init; }
}

/// <summary>Days that are closed whatever the week says.</summary>
public sealed record HolidaysEntry
{
    /// <summary>Built in, with the weekdays on which they are observed.</summary>
    public HolidayCalendar? Calendar { get; init; }

    /// <summary>Holidays of the calendar that are ordinary days: columbus_day.</summary>
    public IReadOnlyList<string>? Except { get; init; }

    public IReadOnlyList<HolidayEntry>? Dates { get; init; }
}

public enum HolidayCalendar
{
    UsFederal,
}

public sealed record HolidayEntry
{
    /// <summary>"2026-11-27", or "12-24" for every year.</summary>
    public required string Date { get; init; }

    /// <summary>Told to whoever asks why nobody took the call.</summary>
    public required string Name { get; init; }
}

/// <summary>One date, either closed or with hours of its own.</summary>
public sealed record ExceptionEntry
{
    /// <summary>"2026-12-24"</summary>
    public required string Date { get; init; }

    public string? Name { get; init; }

    public bool Closed { get; init; }

    public IReadOnlyList<TimesEntry>? Open { get; init; }
}
