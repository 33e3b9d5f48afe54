using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Bidline.Auctions;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers;

/// <summary>A part of an answer is not what the dialect says it is. Never leaves this folder.</summary>
internal sealed class InvalidAnswerException(string path, string expected, string got) : Exception
{
    public BidAnswer ToAnswer() => new BidAnswer.Invalid(Reason.Of(
        "error.invalid", ("path", path), ("expected", expected), ("got", JsonAnswer.Shown(got))));
}

/// <summary>
/// Reads a stranger's JSON: UTF-8 without a mark, at most 16 levels, no key twice (two parsers would disagree on which
/// one counts), amounts as the decimal text that was sent. What does not fit is one "error.invalid" with its path.
/// </summary>
internal static class JsonAnswer
{
    private const int ShownMax = 80;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <param name="mayBeList">The answer may be a list, or a plain value, as well as an object.</param>
    public static BidAnswer Read(
        ReadOnlyMemory<byte> body, Func<JsonElement, BidAnswer> read, bool mayBeList = false)
    {
        if (!Utf8.IsValid(body.Span)) return NotJson("UTF-8 text", body);
        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return mayBeList || document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : NotJson("a JSON object", body);
        }
        catch (InvalidAnswerException fault)
        {
            return fault.ToAnswer();
        }
        // InvalidOperationException: an escaped half of a surrogate pair, found only when the text is read.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return NotJson("a JSON object, no key twice, at most 16 levels", body);
        }
    }

    /// <summary>Null when the key is missing or its value is null.</summary>
    public static JsonElement? Optional(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A number or a string that reads as an amount, "27.50"; never by way of a double.</summary>
    public static Money? Amount(this JsonElement parent, string name, Currency currency)
    {
        if (parent.Optional(name) is not { } value) return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => Encoding.ASCII.GetString(JsonMarshal.GetRawUtf8Value(value)),
            _ => throw Wrong(name, "an amount such as 27.50", value),
        };
        return AnswerText.Amount(name, text, currency);
    }

    /// <summary>
    /// Text of 1 to <paramref name="max"/> characters without control characters; an empty one counts as missing.
    /// </summary>
    public static string? Text(this JsonElement parent, string name, int max)
    {
        if (parent.Optional(name) is not { } value) return null;
        if (value.ValueKind != JsonValueKind.String) throw Wrong(name, "text", value);
        return AnswerText.Short(name, value.GetString()!, max);
    }

    /// <summary>An id: text, or a whole number written as text.</summary>
    public static string? Id(this JsonElement parent, string name)
    {
        var text = parent.Optional(name) is { ValueKind: JsonValueKind.Number } number
            ? Encoding.ASCII.GetString(JsonMarshal.GetRawUtf8Value(number))
            : parent.Text(name, 128);
        return text is null ? null : AnswerText.Id(name, text);
    }

    /// <summary>Whole seconds, as a number or as text, from 0 to a day.</summary>
    public static int? Seconds(this JsonElement parent, string name)
    {
        if (parent.Optional(name) is not { } value) return null;
        return AnswerText.Seconds(name, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText());
    }

    public static InvalidAnswerException Wrong(string path, string expected, JsonElement got) =>
        new(path, expected, got.GetRawText());

    /// <summary>What a stranger wrote, fit to be shown: short, and without control characters.</summary>
    public static string Shown(string text)
    {
        var shown = text.Length > ShownMax ? text[..ShownMax] + "…" : text;
        return string.Concat(shown.Select(c => char.IsControl(c) ? '·' : c));
    }

    private static BidAnswer NotJson(string expected, ReadOnlyMemory<byte> body)
    {
        var start = body.Span[..Math.Min(body.Length, ShownMax)];
        var got = body.Length == 0 ? "an empty body" : Encoding.UTF8.GetString(start);
        return new InvalidAnswerException("$", expected, got).ToAnswer();
    }
}
