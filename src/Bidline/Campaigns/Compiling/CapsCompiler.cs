using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Hours;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

internal static class CapsCompiler
{
    /// <summary>More calls than this in a period is no limit, or a slip of the pen.</summary>
    private const int CallsMax = 1_000_000;

    /// <param name="mayPace">Whoever sends us calls cannot be held back evenly, so its caps are not paced.</param>
    public static Caps Compile(CapsEntry? entry, Ground ground, string pointer, bool mayPace)
    {
        if (entry is null) return Caps.None with { TimeZone = ground.Zone };
        var caps = new Caps(
            Count(entry.Concurrent, ground, $"{pointer}/concurrent"),
            [.. Limits(entry, ground, pointer).Where(limit => limit.Calls is not null || limit.Spend is not null)],
            entry.CountOn ?? CapCountsOn.Connected,
            ground.Findings.ReadZone(entry.Timezone, $"{pointer}/timezone") ?? ground.Zone)
        {
            Pacing = Pacing(entry, ground.Findings, pointer, mayPace),
        };
        return entry.CallsByHour is { } week
            ? ByHour(caps, WeekCallsCompiler.Compile(week, CallsMax, ground.Findings, $"{pointer}/calls_by_hour"))
            : caps;
    }

    /// <summary>The limit of the hour is the widest of the week, so that whoever counts knows that hours are counted.</summary>
    private static Caps ByHour(Caps caps, WeekCalls week)
    {
        var flat = caps.LimitOf(CalendarPeriod.Hour);
        int?[] hours = [.. week.Hours.Select(calls => flat?.Calls < (calls ?? int.MaxValue) ? flat.Calls : calls)];
        var widest = hours.Contains(null) ? null : hours.Max();
        return caps.With(new CapLimit(CalendarPeriod.Hour, widest, flat?.Spend)) with { ByHour = new WeekCalls(hours) };
    }

    private static PacingTerms? Pacing(CapsEntry entry, Findings findings, string pointer, bool mayPace)
    {
        var burst = findings.ReadRange(entry.BurstPercent, 5, 0, 100, $"{pointer}/burst_percent", " percent");
        if (!entry.Paced)
        {
            if (entry.BurstPercent is not null)
                findings.Add($"{pointer}/burst_percent", "pacing_form", "burst_percent goes with paced.", "set paced: true");
            return null;
        }

        if (!mayPace)
        {
            findings.Add(
                $"{pointer}/paced", "pacing_form", "Calls of publishers and campaigns come when they come.",
                "pace the buyers, groups or targets that take them");
        }

        object?[] spread =
        [
            entry.CallsPerHour, entry.CallsByHour, entry.CallsPerDay, entry.CallsPerWeek, entry.CallsPerMonth,
            entry.SpendPerHour, entry.SpendPerDay, entry.SpendPerWeek, entry.SpendPerMonth,
        ];
        if (spread.All(limit => limit is null))
        {
            findings.Add(
                $"{pointer}/paced", "pacing_form", "There is no limit of an hour, day, week or month to spread.",
                "for example calls_per_day: 50");
        }

        return new PacingTerms(burst);
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
