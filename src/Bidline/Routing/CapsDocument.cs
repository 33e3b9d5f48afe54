using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>The caps that a hold was reserved under, as they are kept beside it: enough to prove them by replay.</summary>
/// <param name="Calls">Of the day, as <paramref name="Spend"/>; other periods are in <paramref name="More"/>.</param>
internal sealed record CapsDocument(
    int? Concurrent, int? Calls, long? Spend, string CountOn, string Zone, IReadOnlyList<LimitDocument>? More = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static CapsDocument None { get; } = Of(Caps.None);

    public static CapsDocument Of(Caps caps)
    {
        var day = caps.LimitOf(CalendarPeriod.Day);
        LimitDocument[] more =
        [
            .. caps.Limits.Where(limit => limit.Period != CalendarPeriod.Day)
                .Select(limit => new LimitDocument(CapLimits.NameOf(limit.Period), limit.Calls, limit.Spend?.Micros)),
        ];
        return new CapsDocument(
            caps.Concurrent, day?.Calls, day?.Spend?.Micros, NameOf(caps.CountOn), caps.TimeZone.Id,
            more.Length == 0 ? null : more);
    }

    /// <summary>Every limit, the day's included.</summary>
    public IEnumerable<(CalendarPeriod Period, int? Calls, long? Spend)> Limits()
    {
        if (Calls is not null || Spend is not null) yield return (CalendarPeriod.Day, Calls, Spend);
        foreach (var limit in More ?? [])
            yield return (Enum.Parse<CalendarPeriod>(limit.Period, ignoreCase: true), limit.Calls, limit.Spend);
    }

    public static CapsDocument Read(string text) => JsonSerializer.Deserialize<CapsDocument>(text, Json)!;

    public string Write() => JsonSerializer.Serialize(this, Json);

    public CapCountsOn Counting() => CountOn switch
    {
        "attempted" => CapCountsOn.Attempted,
        "converted" => CapCountsOn.Converted,
        "qualified" => CapCountsOn.Qualified,
        _ => CapCountsOn.Connected,
    };

    /// <summary>UTC when this machine no longer knows the zone.</summary>
    public TimeZoneInfo TimeZone() =>
        TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone) ? zone : TimeZoneInfo.Utc;

    private static string NameOf(CapCountsOn countOn) => countOn switch
    {
        CapCountsOn.Attempted => "attempted",
        CapCountsOn.Converted => "converted",
        CapCountsOn.Qualified => "qualified",
        _ => "connected",
    };
}

/// <param name="Period">"hour", "week", "month" or "total".</param>
internal sealed record LimitDocument(string Period, int? Calls, long? Spend);
