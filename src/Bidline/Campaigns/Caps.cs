using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>Limits of a buyer, target or publisher. Null means no limit. A limit of 0 means nothing may pass.</summary>
/// <param name="Concurrent">Calls at the same moment, counted from the dial to the end of the call.</param>
/// <param name="CallsPerDay">Calls in one calendar day of <paramref name="TimeZone"/>.</param>
/// <param name="SpendPerDay">Money in one calendar day; what is held counts.</param>
/// <param name="CountOn">Which event uses up a call of the day; until then a dial only reserves it.</param>
public sealed record Caps(
    int? Concurrent,
    int? CallsPerDay,
    Money? SpendPerDay,
    CapCountsOn CountOn,
    TimeZoneInfo TimeZone)
{
    public static Caps None { get; } = new(null, null, null, CapCountsOn.Connected, TimeZoneInfo.Utc);
}

public enum CapCountsOn
{
    Attempted,
    Connected,
    Converted,
}
