using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Postbacks.Ads;
using Bidline.Primitives;

namespace Bidline.Adapters.Postbacks.Meta;

/// <summary>
/// Sends a server event to a dataset (Meta's Conversions API, POST /{dataset}/events). The caller is named by the SHA-256 of
/// the number's digits and by the click's id where a tag has it; an event's id counts once.
/// </summary>
internal sealed class MetaPlatform(AskPlatform ask) : IAdPlatform
{
    private const string Version = "v24.0";

    public AdPlatformForm Form { get; } = new(
        "meta",
        new Dictionary<string, string>
        {
            ["dataset_id"] = "the dataset (pixel) of the ads",
            ["access_token"] = "of a system user that may send to it",
        },
        new Dictionary<string, string>
        {
            ["event_name"] = "what the event is called there, Purchase unless given",
            ["test_event_code"] = "of the dataset's test page: events are only shown there",
            ["version"] = $"of the API, {Version} unless given",
            ["api_url"] = "where requests are sent instead of https://graph.facebook.com",
        },
        ShareCaller.Hashed);

    public async Task<PostbackAnswer> SendAsync(
        AdConversion conversion, IReadOnlyDictionary<string, string> settings, CancellationToken stopping)
    {
        if (conversion.Caller is null && ClickOf(conversion) is null)
            return PlatformWords.Refused("neither the caller's number nor a click is known");
        var root = settings.GetValueOrDefault("api_url", "https://graph.facebook.com").TrimEnd('/');
        var path = $"{settings.GetValueOrDefault("version", Version)}/{Uri.EscapeDataString(settings["dataset_id"])}/events";
        // In a header and not in the address, which proxies write down.
        KeyValuePair<string, string>[] headers = [new("Authorization", $"Bearer {settings["access_token"]}")];
        var answer = await ask(
            new PostbackRequest(new Uri($"{root}/{path}"), headers, Body(conversion, settings)), stopping).ConfigureAwait(false);
        return answer.Answer.IsAccepted ? Judged(answer) : PlatformWords.Explained(answer, body =>
            PlatformWords.TextAt(body, "error", "error_user_msg") ?? PlatformWords.TextAt(body, "error", "message"));
    }

    /// <summary>SHA-256 of the digits, the country code among them and without a plus.</summary>
    internal static string HashOf(PhoneNumber number) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(number.E164.TrimStart('+'))));

    private static PostbackAnswer Judged(PlatformAnswer answer)
    {
        if (PlatformWords.Read(answer.Body) is not { } body) return PlatformWords.Refused("the answer is no JSON");
        var isTaken = body.TryGetProperty("events_received", out var count)
            && count.ValueKind == JsonValueKind.Number && count.TryGetInt32(out var events) && events == 1;
        return isTaken ? answer.Answer : PlatformWords.Refused("the event was not received");
    }

    private static ReadOnlyMemory<byte> Body(AdConversion conversion, IReadOnlyDictionary<string, string> settings)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("data");
        json.WriteStartObject();
        json.WriteString("event_name", settings.GetValueOrDefault("event_name", "Purchase"));
        json.WriteNumber("event_time", conversion.At.ToUnixTimeSeconds());
        json.WriteString("event_id", conversion.Id);
        json.WriteString("action_source", "phone_call");
        WriteCaller(json, conversion);
        json.WriteStartObject("custom_data");
        json.WriteString("currency", conversion.Value.Currency.Code);
        json.WritePropertyName("value");
        json.WriteRawValue(conversion.Value.ToDecimalString());
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        if (settings.TryGetValue("test_event_code", out var test)) json.WriteString("test_event_code", test);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteCaller(Utf8JsonWriter json, AdConversion conversion)
    {
        json.WriteStartObject("user_data");
        if (conversion.Caller is { } caller)
        {
            json.WriteStartArray("ph");
            json.WriteStringValue(HashOf(caller));
            json.WriteEndArray();
        }

        if (ClickOf(conversion) is { } click) json.WriteString("fbc", click);
        json.WriteEndObject();
    }

    /// <summary>The cookie's value as it is, or one made of the address's click id: "fb.1.MILLISECONDS.ID".</summary>
    private static string? ClickOf(AdConversion conversion)
    {
        if (conversion.Tags.GetValueOrDefault("fbc") is { Length: > 0 } cookie) return cookie;
        return conversion.Tags.GetValueOrDefault("fbclid") is { Length: > 0 } click
            ? $"fb.1.{conversion.CallAt.ToUnixTimeMilliseconds()}.{click}"
            : null;
    }
}
