using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Live;

/// <summary>So much of so much.</summary>
/// <param name="Text">"3/10"; without a limit what is used alone.</param>
/// <param name="What">The whole of it: "3 of 10 calls a day (America/New York)".</param>
/// <param name="Share">0 to 1; nothing when there is no limit, all when nothing is allowed.</param>
public sealed record Gauge(string Text, string What, double Share, bool IsLimited)
{
    /// <summary>"full" at the limit, "near" from nine tenths on.</summary>
    public string? Tone => !IsLimited ? null : Share >= 1 ? "full" : Share >= .9 ? "near" : null;

    public static Gauge OfLines(int live, int? max) => max is { } lines
        ? new Gauge($"{live}/{lines}", $"{live} of {lines} lines in use", ShareOf(live, lines), true)
        : new Gauge($"{live}", $"{live} lines in use, no limit", 0, false);

    /// <summary>A limit has up to two: of calls and of money.</summary>
    /// <param name="use">Null when nothing was used.</param>
    internal static IEnumerable<Gauge> OfLimit(CapLimit limit, PeriodUse? use, TimeZoneInfo zone)
    {
        var when = limit.Period == CalendarPeriod.Total
            ? "in all"
            : $"a {limit.Period.ToString().ToLowerInvariant()} ({Shown.Zone(zone)})";
        if (limit.Calls is { } calls)
        {
            var used = use?.Calls ?? 0;
            yield return new Gauge($"{used}/{calls}", $"{used} of {calls} calls {when}", ShareOf(used, calls), true);
        }

        if (limit.Spend is not { } spend) yield break;
        var spent = use?.Spent ?? Money.Zero(spend.Currency);
        yield return new Gauge(
            $"{Shown.Percent(100m * (decimal)ShareOf(spent.Micros, spend.Micros))}",
            $"{Shown.Amount(spent)} of {Shown.Amount(spend)} spent {when}",
            ShareOf(spent.Micros, spend.Micros),
            true);
    }

    private static double ShareOf(long used, long max) => max == 0 ? 1 : Math.Min(1, (double)used / max);
}
