using System.Globalization;
using System.Text.Json;
using Bidline.Adapters.Postbacks;
using Bidline.Postbacks.Ads;
using Bidline.Primitives;
using Bidline.Tracking.Carriers;

namespace Bidline.Adapters.Carriers;

/// <summary>What carriers' answers have in common.</summary>
internal static class CarrierWords
{
    /// <summary>
    /// Null for a success. What the carrier says no to was not done; of silence, a broken connection, 408, 429 and 5xx nobody
    /// knows.
    /// </summary>
    /// <param name="words">Where the carrier says what is wrong.</param>
    public static CarrierAnswer? TroubleOf(PlatformAnswer answer, Func<JsonElement, string?> words)
    {
        if (answer.Answer.IsAccepted) return null;
        var told = PlatformWords.Explained(answer, words).Told;
        return answer.Answer.Status is >= 300 and < 500 and not 408 and not 429
            ? new CarrierAnswer.Refused(told)
            : new CarrierAnswer.Unsure(told);
    }

    /// <summary>Null for what is no JSON object, in <paramref name="trouble"/> then.</summary>
    public static JsonElement? BodyOf(PlatformAnswer answer, Func<JsonElement, string?> words, out CarrierAnswer? trouble)
    {
        trouble = TroubleOf(answer, words);
        if (trouble is not null) return null;
        if (PlatformWords.Read(answer.Body) is { } body) return body;
        trouble = new CarrierAnswer.Unsure("the answer is no JSON");
        return null;
    }

    /// <summary>The number at this name; null for what is none.</summary>
    public static PhoneNumber? NumberAt(JsonElement element, string name) =>
        PhoneNumber.TryParse(PlatformWords.TextAt(element, name), out var number) ? number : null;

    /// <summary>Null unless it is an amount in a currency of six places that we can hold.</summary>
    public static Money? AmountOf(string? amount, string? currency) =>
        decimal.TryParse(amount, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && value is >= 0 and < 1_000_000 && currency == Currency.Usd.Code
                ? Money.Usd(value)
                : null;

    /// <summary>Where requests go: the carrier's own address unless the settings say another.</summary>
    public static string RootOf(IReadOnlyDictionary<string, string> settings, string own) =>
        settings.GetValueOrDefault("api_url", own).TrimEnd('/');

    public static string Query(params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        var parts = new List<string>();
        foreach (var (name, value) in fields)
            if (value is not null) parts.Add($"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}");
        return string.Join('&', parts);
    }
}
