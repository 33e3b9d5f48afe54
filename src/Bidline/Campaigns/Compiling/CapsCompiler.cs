using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

internal static class CapsCompiler
{
    /// <summary>More calls than this in a period is no limit, or a slip of the pen.</summary>
    private const int CallsMax = 1_000_000;

    public static Caps Compile(CapsEntry? entry, Ground ground, string pointer)
    {
        if (entry is null) return Caps.None with { TimeZone = ground.Zone };
        return new Caps(
            Count(entry.Concurrent, ground, $"{pointer}/concurrent"),
            [.. Limits(entry, ground, pointer).Where(limit => limit.Calls is not null || limit.Spend is not null)],
            entry.CountOn ?? CapCountsOn.Connected,
            ground.Findings.ReadZone(entry.Timezone, $"{pointer}/timezone") ?? ground.Zone);
    }

    private static IEnumerable<CapLimit> Limits(CapsEntry entry, Ground ground, string pointer)
    {
        yield return Limit(CalendarPeriod.Hour, entry.CallsPerHour, entry.SpendPerHour, "per_hour");
        yield return Limit(CalendarPeriod.Day, entry.CallsPerDay, entry.SpendPerDay, "per_day");
        yield return Limit(CalendarPeriod.Week, entry.CallsPerWeek, entry.SpendPerWeek, "per_week");
        yield return Limit(CalendarPeriod.Month, entry.CallsPerMonth, entry.SpendPerMonth, "per_month");
        yield return Limit(CalendarPeriod.Total, entry.CallsTotal, entry.SpendTotal, "total");

        CapLimit Limit(CalendarPeriod period, int? calls, Amount? spend, string key) => new(
            period, Count(calls, ground, $"{pointer}/calls_{key}"), ground.Amount(spend, $"{pointer}/spend_{key}"));
    }

    private static int? Count(int? value, Ground ground, string pointer) =>
        value is null ? null : ground.Findings.ReadRange(value, 0, 0, CallsMax, pointer, "");
}
