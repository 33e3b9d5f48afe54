using System.Text.Json;
using Bidline.Campaigns;

namespace Bidline.Postbacks.Trackers;

/// <summary>The GET that tells a tracker: its URL with the values of one postback in it.</summary>
public static class TrackerRequest
{
    /// <param name="body">The values by their names, as the outbox keeps them.</param>
    public static PostbackRequest Of(TrackerUrl url, string body)
    {
        var values = JsonElement.Parse(body);
        return new PostbackRequest(url.Fill(name => ValueOf(values, name)), [], default) { Method = "GET" };
    }

    private static string? ValueOf(JsonElement values, string name) =>
        values.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
