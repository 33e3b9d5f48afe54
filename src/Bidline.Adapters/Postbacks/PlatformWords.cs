using System.Text.Json;
using Bidline.Postbacks;
using Bidline.Postbacks.Ads;

namespace Bidline.Adapters.Postbacks;

/// <summary>What platforms say in their answers, in few words and without control characters.</summary>
internal static class PlatformWords
{
    private const int LengthMax = 200;

    public static PostbackAnswer Refused(string what) => new(null, $"refused: {Cut(what)}");

    /// <summary>The same answer, with the platform's own words for it where it has some.</summary>
    public static PostbackAnswer Explained(PlatformAnswer answer, Func<JsonElement, string?> words)
    {
        if (answer.Answer.IsAccepted || Read(answer.Body) is not { } body || words(body) is not { Length: > 0 } said)
            return answer.Answer;
        return answer.Answer with { Error = Cut($"HTTP {answer.Answer.Status}: {said}") };
    }

    /// <summary>Null for what is no JSON object.</summary>
    public static JsonElement? Read(string text)
    {
        try
        {
            var body = JsonElement.Parse(text);
            return body.ValueKind == JsonValueKind.Object ? body : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The text at the end of these names; null where there is none.</summary>
    public static string? TextAt(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var next)) return null;
            element = next;
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }

    /// <summary>Empty where there is no list of this name.</summary>
    public static IReadOnlyList<JsonElement> ListAt(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list)
            && list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [];

    private static string Cut(string text)
    {
        var line = new string([.. text.Take(LengthMax).Select(letter => char.IsControl(letter) ? ' ' : letter)]);
        return text.Length > LengthMax ? $"{line}…" : line;
    }
}
