using System.Globalization;
using Bidline.Reports;

namespace Bidline.Server.Console.Reports;

/// <summary>The times that a report is offered for, as they stand in its address.</summary>
/// <param name="Days">From the day of now on: the first, and the first that is not in it; null for up to now.</param>
internal sealed record ReportRange(string Key, string Label, Func<DateOnly, (DateOnly From, DateOnly? Until)> Days)
{
    public const string Own = "own";

    public static IReadOnlyList<ReportRange> All { get; } =
    [
        new("today", "Today", today => (today, null)),
        new("yesterday", "Yesterday", today => (today.AddDays(-1), today)),
        new("7d", "Last 7 days", today => (today.AddDays(-6), null)),
        new("30d", "Last 30 days", today => (today.AddDays(-29), null)),
        new("month", "This month", today => (FirstOf(today), null)),
        new("last_month", "Last month", today => (FirstOf(today).AddMonths(-1), FirstOf(today))),
    ];

    public static ReportRange Week => All[2];

    /// <summary>From and to of a form; the rest is to be filled in.</summary>
    /// <param name="now">Ranges that have today in them end here.</param>
    public ReportForm ToForm(DateTimeOffset now, TimeZoneInfo zone)
    {
        var (first, until) = Days(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime));
        var to = until is { } day ? Text(day) : now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ",
            CultureInfo.InvariantCulture);
        return new ReportForm { From = Text(first), To = to, Metrics = [] };
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);
}
