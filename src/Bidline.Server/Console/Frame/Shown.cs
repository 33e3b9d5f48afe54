using System.Globalization;
using Bidline.Calls;
using Bidline.Primitives;

namespace Bidline.Server.Console.Frame;

/// <summary>Values as screens show them: rounded here and nowhere else, invariant, "–" for what is not known.</summary>
internal static class Shown
{
    public const string Nothing = "–";

    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    /// <summary>"$1,234.50", "-$2.00", "34.00 EUR": to the smallest unit that can be paid.</summary>
    public static string Amount(Money? money)
    {
        if (money is not { } amount) return Nothing;
        var decimals = amount.Currency.MinorDecimals;
        var units = decimal.Round(amount.Units, decimals, MidpointRounding.ToEven);
        var number = Math.Abs(units).ToString($"N{decimals}", Culture);
        var sign = units < 0 ? "-" : "";
        return amount.Currency == Currency.Usd ? $"{sign}${number}" : $"{sign}{number} {amount.Currency.Code}";
    }

    /// <summary>"$99,412": without its smallest units, rounded down.</summary>
    public static string Whole(Money money)
    {
        var number = Math.Abs(decimal.Floor(money.Units)).ToString("N0", Culture);
        var sign = money.IsNegative ? "-" : "";
        return money.Currency == Currency.Usd ? $"{sign}${number}" : $"{sign}{number} {money.Currency.Code}";
    }

    public static string Count(int count) => count.ToString("N0", Culture);

    /// <summary>"20.4 %".</summary>
    public static string Percent(decimal? percent) =>
        percent is { } value ? value.ToString("0.0", Culture) + " %" : Nothing;

    /// <summary>"34 %", "&lt; 1 %": a share that exists is never shown as none.</summary>
    public static string Share(int part, int whole) => whole == 0 || part == 0
        ? "0 %"
        : 100m * part / whole is var share && share < 1 ? "< 1 %" : share.ToString("0", Culture) + " %";

    /// <summary>"14:05:09" on the clock of the zone.</summary>
    public static string Clock(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("HH:mm:ss", Culture);

    /// <summary>"Tue 24 Nov".</summary>
    public static string Day(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("ddd d MMM", Culture);

    /// <summary>"2026-11-24 14:05:09 -05:00", for whoever points at a time.</summary>
    public static string Instant(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd HH:mm:ss zzz", Culture);

    /// <summary>The zone as people say it: "America/New_York".</summary>
    public static string Zone(TimeZoneInfo zone) => zone.Id.Replace('_', ' ');

    /// <summary>"1:32", and "–" for a call that nobody talked in.</summary>
    public static string Talk(TimeSpan? talk) => talk is { Ticks: > 0 } span ? Spoken.Clock(span) : Nothing;

    /// <summary>Milliseconds of the epoch, for the clocks that tick in the browser.</summary>
    public static long Epoch(DateTimeOffset at) => at.ToUnixTimeMilliseconds();

    /// <summary>"33.333%", for the width of a bar; never below nothing or above all.</summary>
    public static string Width(double share) =>
        (100 * Math.Clamp(double.IsFinite(share) ? share : 0, 0, 1)).ToString("0.###", Culture) + "%";
}
