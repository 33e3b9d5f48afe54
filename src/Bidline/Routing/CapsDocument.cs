using System.Text.Json;
using Bidline.Campaigns;

namespace Bidline.Routing;

/// <summary>The caps that a hold was reserved under, as they are kept beside it: enough to prove them by replay.</summary>
internal sealed record CapsDocument(int? Concurrent, int? Calls, long? Spend, string CountOn, string Zone)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    public static CapsDocument None { get; } = Of(Caps.None);

    public static CapsDocument Of(Caps caps) => new(
        caps.Concurrent, caps.CallsPerDay, caps.SpendPerDay?.Micros, NameOf(caps.CountOn), caps.TimeZone.Id);

    public static CapsDocument Read(string text) => JsonSerializer.Deserialize<CapsDocument>(text, Json)!;

    public string Write() => JsonSerializer.Serialize(this, Json);

    public CapCountsOn Counting() => CountOn switch
    {
        "attempted" => CapCountsOn.Attempted,
        "converted" => CapCountsOn.Converted,
        _ => CapCountsOn.Connected,
    };

    /// <summary>UTC when this machine no longer knows the zone.</summary>
    public TimeZoneInfo TimeZone() =>
        TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out var zone) ? zone : TimeZoneInfo.Utc;

    private static string NameOf(CapCountsOn countOn) => countOn switch
    {
        CapCountsOn.Attempted => "attempted",
        CapCountsOn.Converted => "converted",
        _ => "connected",
    };
}
