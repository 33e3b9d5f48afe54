using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Postbacks.Ads;

namespace Bidline.Adapters.Postbacks.GoogleAds;

/// <summary>
/// Uploads a call conversion (ConversionUploadService.UploadCallConversions over REST). Google finds the call by its caller's
/// number and the second it began, and counts one conversion time of a call once, so that a repetition does no harm.
/// </summary>
internal sealed class GoogleAdsPlatform(AskPlatform ask, TimeProvider clock) : IAdPlatform
{
    /// <summary>Of the API; a market names another one as Google retires it, about a year after it came.</summary>
    private const string Version = "v25";

    private readonly GoogleTokens _tokens = new(ask, clock);

    public AdPlatformForm Form { get; } = new(
        "google_ads",
        new Dictionary<string, string>
        {
            ["customer_id"] = "the Google Ads account, ten digits",
            ["conversion_action_id"] = "the conversion action, of the kind \"import from calls\"",
            ["developer_token"] = "of the manager account's API Center",
            ["client_id"] = "of the OAuth client",
            ["client_secret"] = "of the OAuth client",
            ["refresh_token"] = "of whoever may upload to the account",
        },
        new Dictionary<string, string>
        {
            ["login_customer_id"] = "the manager account that the user comes in by",
            ["version"] = $"of the API, {Version} unless given",
            ["api_url"] = "where requests are sent instead of https://googleads.googleapis.com",
            ["token_url"] = "where tokens come from instead of https://oauth2.googleapis.com/token",
        },
        ShareCaller.Full);

    public async Task<PostbackAnswer> SendAsync(
        AdConversion conversion, IReadOnlyDictionary<string, string> settings, CancellationToken stopping)
    {
        if (conversion.Caller is not { } caller) return PlatformWords.Refused("the caller withheld the number");
        var (token, failure) = await _tokens.OfAsync(settings, stopping).ConfigureAwait(false);
        if (token is null) return failure!;
        var answer = await ask(RequestOf(conversion, caller.E164, settings, token), stopping).ConfigureAwait(false);
        if (answer.Answer.Status == 401) _tokens.Forget(settings);
        return answer.Answer.IsAccepted ? Judged(answer) : PlatformWords.Explained(answer, body =>
            PlatformWords.TextAt(body, "error", "message"));
    }

    private static PostbackRequest RequestOf(
        AdConversion conversion, string caller, IReadOnlyDictionary<string, string> settings, string token)
    {
        var customer = Digits(settings["customer_id"]);
        var root = settings.GetValueOrDefault("api_url", "https://googleads.googleapis.com").TrimEnd('/');
        var url = $"{root}/{settings.GetValueOrDefault("version", Version)}/customers/{customer}:uploadCallConversions";
        List<KeyValuePair<string, string>> headers =
            [new("Authorization", $"Bearer {token}"), new("developer-token", settings["developer_token"])];
        if (settings.TryGetValue("login_customer_id", out var manager))
            headers.Add(new("login-customer-id", Digits(manager)));
        return new PostbackRequest(new Uri(url), headers, Body(conversion, caller, customer, settings));
    }

    private static ReadOnlyMemory<byte> Body(
        AdConversion conversion, string caller, string customer, IReadOnlyDictionary<string, string> settings)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("conversions");
        json.WriteStartObject();
        json.WriteString("callerId", caller);
        json.WriteString("callStartDateTime", At(conversion.CallAt));
        json.WriteString(
            "conversionAction", $"customers/{customer}/conversionActions/{Digits(settings["conversion_action_id"])}");
        json.WriteString("conversionDateTime", At(conversion.At));
        json.WritePropertyName("conversionValue");
        json.WriteRawValue(conversion.Value.ToDecimalString());
        json.WriteString("currencyCode", conversion.Value.Currency.Code);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteBoolean("partialFailure", true);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Google answers 200 also when it took nothing: then the failure is inside.</summary>
    private static PostbackAnswer Judged(PlatformAnswer answer)
    {
        if (PlatformWords.Read(answer.Body) is not { } body) return PlatformWords.Refused("the answer is no JSON");
        if (!body.TryGetProperty("partialFailureError", out var failure)) return answer.Answer;
        var codes = CodesOf(failure).ToList();
        if (codes.Count > 0 && codes.TrueForAll(code => code == "CALL_CONVERSION_ALREADY_EXISTS")) return answer.Answer;
        return PlatformWords.Refused(
            $"{string.Join(", ", codes)} {PlatformWords.TextAt(failure, "message")}".Trim());
    }

    private static IEnumerable<string> CodesOf(JsonElement failure) =>
        from detail in PlatformWords.ListAt(failure, "details")
        from error in PlatformWords.ListAt(detail, "errors")
        where error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("errorCode", out var it) && it.ValueKind == JsonValueKind.Object
        from kind in error.GetProperty("errorCode").EnumerateObject()
        select kind.Value.ToString();

    private static string At(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss'+00:00'", CultureInfo.InvariantCulture);

    // People write accounts as they are shown: 123-456-7890.
    private static string Digits(string text) => new([.. text.Where(char.IsAsciiDigit)]);
}
