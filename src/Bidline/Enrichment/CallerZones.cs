using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Bidline.Enrichment;

/// <summary>
/// Whose clock a caller lives by. The place that the caller named (ZIP code) says more than the number, which people
/// keep when they move. Pure.
/// </summary>
public static class CallerZones
{
    // Zones of each state and province by their present clocks; counties that differ by habit alone are left out.
    private const string Table =
        "AL C|AK America/Anchorage America/Adak|AZ America/Phoenix M|AR C|CA P|CO M|CT E|DE E|DC E|FL E C|GA E|"
        + "HI Pacific/Honolulu|ID M P|IL C|IN E C|IA C|KS C M|KY E C|LA C|ME E|MD E|MA E|MI E C|MN C|MS C|MO C|MT M|NE C M|"
        + "NV P M|NH E|NJ E|NM M|NY E|NC E|ND C M|OH E|OK C|OR P M|PA E|RI E|SC E|SD C M|TN E C|TX C M|UT M|VT E|VA E|WA P|"
        + "WV E|WI C|WY M|PR America/Puerto_Rico|VI America/Puerto_Rico|GU Pacific/Guam|AB America/Edmonton|"
        + "BC America/Vancouver America/Edmonton America/Creston|MB America/Winnipeg|NB America/Halifax|"
        + "NL America/St_Johns America/Goose_Bay|NS America/Halifax|ON America/Toronto America/Winnipeg|PE America/Halifax|"
        + "QC America/Toronto America/Halifax|SK America/Regina America/Edmonton";

    private static readonly FrozenDictionary<string, string> Short = new Dictionary<string, string>
    {
        ["E"] = "America/New_York", ["C"] = "America/Chicago", ["M"] = "America/Denver", ["P"] = "America/Los_Angeles",
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, TimeZoneInfo[]> ByState = Table.Split('|')
        .ToFrozenDictionary(row => row[..2], row => Array.ConvertAll(row[3..].Split(' '), Zone), StringComparer.Ordinal);

    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Known = new(StringComparer.Ordinal);

    /// <summary>Every zone of a state of the Union or a province of Canada; none when there is no such state.</summary>
    public static IReadOnlyList<TimeZoneInfo> OfState(string? state) =>
        state is not null && ByState.TryGetValue(state, out var zones) ? zones : [];

    /// <summary>The state the caller said to live in by a ZIP code, or else the state of the number.</summary>
    public static string? StateOf(CallerProfile profile) => ZipStates.Of(profile.Zip) ?? profile.State;

    /// <summary>Every zone the caller may live in; none when the place is not known at all.</summary>
    public static IReadOnlyList<TimeZoneInfo> Of(CallerProfile profile)
    {
        var zones = OfState(StateOf(profile));
        return zones.Count > 0 || ZoneOf(profile) is not { } own ? zones : [own];
    }

    /// <summary>The one clock the caller lives by; null when it is not known, or one of several.</summary>
    public static TimeZoneInfo? ClockOf(CallerProfile profile)
    {
        var zones = Of(profile);
        if (zones.Count < 2) return zones.Count == 1 ? zones[0] : null;
        // The number knows its county, as long as it is of the same state.
        if (profile.State is { } state && state != StateOf(profile)) return null;
        foreach (var zone in zones)
            if (zone.Id == profile.TimeZone)
                return zone;
        return null;
    }

    private static TimeZoneInfo? ZoneOf(CallerProfile profile)
    {
        if (profile.TimeZone is not { } id) return null;
        if (Known.TryGetValue(id, out var known)) return known;
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) ? Known.GetOrAdd(id, zone) : null;
    }

    private static TimeZoneInfo Zone(string name) =>
        TimeZoneInfo.FindSystemTimeZoneById(Short.GetValueOrDefault(name, name));
}
