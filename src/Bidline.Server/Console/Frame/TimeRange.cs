using Bidline.Calls;
using Bidline.Primitives;

namespace Bidline.Server.Console.Frame;

/// <summary>The stretch of time that a page shows, as it stands in its address: "?range=7d".</summary>
/// <param name="Brief">For small screens.</param>
/// <param name="Before">What the figures beside it are compared with: "vs " this.</param>
public sealed record TimeRange(string Key, string Label, string Brief, string Before, TimeSpan? Length)
{
    public static TimeRange Today { get; } = new("today", "Today", "Today", "yesterday", null);

    public static TimeRange Month { get; } =
        new("30d", "30 days", "30 d", "30 days before", TimeSpan.FromDays(30));

    public static IReadOnlyList<TimeRange> All { get; } =
    [
        Today,
        new("24h", "Last 24 h", "24 h", "24 h before", TimeSpan.FromHours(24)),
        new("7d", "7 days", "7 d", "7 days before", TimeSpan.FromDays(7)),
        Month,
    ];

    /// <summary>Today for what is no range of ours.</summary>
    public static TimeRange Of(string? key) => All.FirstOrDefault(range => range.Key == key) ?? Today;

    /// <param name="zone">Whose day today is.</param>
    public Period At(DateTimeOffset now, TimeZoneInfo zone) =>
        new(Length is { } length ? now - length : DayWindow.Of(zone, now).From, now);

    /// <summary>As long as this one, and before it: yesterday up to this hour of the clock, or the same length.</summary>
    public Period BeforeAt(DateTimeOffset now, TimeZoneInfo zone)
    {
        var period = At(now, zone);
        if (Length is not null) return period.Before;
        var yesterday = DayWindow.Of(zone, period.From.AddTicks(-1)).From;
        return new Period(yesterday, yesterday + (period.To - period.From));
    }
}
