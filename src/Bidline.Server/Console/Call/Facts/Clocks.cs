using System.Globalization;

namespace Bidline.Server.Console.Call.Facts;

/// <summary>Instants on the clocks of zones, with the zone beside them.</summary>
internal static class Clocks
{
    /// <summary>"10:41:58 EDT".</summary>
    public static string Time(DateTimeOffset at, TimeZoneInfo zone) =>
        Text(at, zone, "HH:mm:ss") + " " + Short(at, zone);

    /// <summary>"Tue 10 Mar 2026".</summary>
    public static string Day(DateTimeOffset at, TimeZoneInfo zone) => Text(at, zone, "ddd d MMM yyyy");

    /// <summary>"09:41 CDT"; null where the zone is not known.</summary>
    public static string? Caller(DateTimeOffset at, string? zone) =>
        zone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known)
            ? $"{Text(at, known, "HH:mm")} {Short(at, known)}"
            : null;

    /// <summary>"09:41 CDT for the caller", or "the caller's too" where both clocks show the same.</summary>
    public static string? ForCaller(DateTimeOffset at, string? callers, TimeZoneInfo zone) =>
        Caller(at, callers) is not { } local ? null
        : local == $"{Text(at, zone, "HH:mm")} {Short(at, zone)}" ? "the caller's time too"
        : $"{local} for the caller";

    /// <summary>"2026-03-10T14:41:58.120Z": for hover and copies.</summary>
    public static string Exact(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Text(DateTimeOffset at, TimeZoneInfo zone, string format) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString(format, CultureInfo.InvariantCulture);

    // Zones without letters of their own ("+03") are named by their offset.
    private static string Short(DateTimeOffset at, TimeZoneInfo zone)
    {
        if (zone.Id is "UTC" or "Etc/UTC") return "UTC";
        var name = zone.IsDaylightSavingTime(at) ? zone.DaylightName : zone.StandardName;
        return name.Length <= 5 && name.All(char.IsAsciiLetterUpper)
            ? name
            : TimeZoneInfo.ConvertTime(at, zone).ToString("'UTC'zzz", CultureInfo.InvariantCulture);
    }
}
