using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Api;

/// <summary>The bytes of a request, or the answer that refuses them.</summary>
internal sealed record Body(ReadOnlyMemory<byte> Bytes, IResult? Refusal)
{
    public const int LengthMax = 1024 * 1024;

    public static Task<Body> ReadJsonAsync(HttpContext context) =>
        ReadAsync(context, LengthMax, "application/json", "application/merge-patch+json");

    /// <summary>Reads at most so much, whatever the length header says. No content type at all is accepted.</summary>
    public static async Task<Body> ReadAsync(HttpContext context, int lengthMax, params string[] types)
    {
        var type = context.Request.ContentType?.Split(';')[0].Trim();
        if (type is not null && !types.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            return Refused(
                context, StatusCodes.Status415UnsupportedMediaType, "content_type",
                $"The content type \"{type}\" is not accepted here.", $"Send {string.Join(" or ", types)}.");
        }

        var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await context.Request.Body.ReadAsync(chunk, context.RequestAborted) is > 0 and var count)
        {
            buffer.Write(chunk, 0, count);
            if (buffer.Length > lengthMax)
            {
                return Refused(
                    context, StatusCodes.Status413PayloadTooLarge, "too_large",
                    "The request is too large.", $"At most {lengthMax / 1024} KB are accepted here.");
            }
        }

        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        return NulText.IsIn(bytes.Span) ? new Body(default, Problem.Nul(context)) : new Body(bytes, null);
    }

    private static Body Refused(HttpContext context, int status, string code, string title, string detail)
    {
        // What is left unread would be taken for the next request of the connection.
        context.Response.Headers.Connection = "close";
        return new Body(default, Problem.Answer(context, status, code, title, detail));
    }
}

/// <summary>Reads what stands behind the question mark, and refuses what nobody asked for.</summary>
internal sealed class Query(HttpContext context)
{
    public const int LimitMax = 200;

    private readonly List<Mistake> _mistakes = [];
    private readonly HashSet<string> _asked = [];

    public string? Text(string name)
    {
        _asked.Add(name);
        return context.Request.Query.TryGetValue(name, out var values) ? values[^1] : null;
    }

    public bool? Flag(string name) => Read<bool>(name, bool.TryParse, "true or false");

    public int? Number(string name) => Read<int>(name, int.TryParse, "a whole number");

    public DateTimeOffset? Instant(string name) =>
        Read<DateTimeOffset>(name, DateTimeOffset.TryParse, "an instant like 2026-03-10T14:00:00Z");

    public CallId? Call(string name) => Read<CallId>(name, CallId.TryParse, "a call's id");

    public int Limit() => Math.Clamp(Number("limit") ?? 50, 1, LimitMax);

    public TEnum? Choice<TEnum>(string name)
        where TEnum : struct, Enum
    {
        var names = Enum.GetValues<TEnum>().ToDictionary(Spell);
        return Read(name, (string text, out TEnum value) => names.TryGetValue(text, out value), string.Join(", ", names.Keys));
    }

    /// <summary>Null when everything could be read; call it after the last value was asked for.</summary>
    public IResult? Refusal()
    {
        foreach (var name in context.Request.Query.Keys.Where(name => !_asked.Contains(name)))
        {
            _mistakes.Add(new Mistake(
                $"?{name}", "unknown_parameter", $"\"{name}\" is not a parameter here.",
                $"known here: {string.Join(", ", _asked)}"));
        }

        return _mistakes.Count == 0 ? null : Problem.Invalid(context, _mistakes);
    }

    private delegate bool TryParse<T>(string text, out T value);

    private T? Read<T>(string name, TryParse<T> parse, string expected)
        where T : struct
    {
        if (Text(name) is not { } text) return null;
        if (parse(text, out var value)) return value;
        _mistakes.Add(new Mistake($"?{name}", "wrong_type", $"\"{name}\" should be {expected}."));
        return null;
    }

    private static string Spell<TEnum>(TEnum value)
        where TEnum : struct, Enum =>
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>One page of a list.</summary>
/// <param name="Next">Give it as <c>after</c> for the next page; null on the last one.</param>
internal sealed record Page<T>(IReadOnlyList<T> Data, bool HasMore, string? Next)
{
    /// <summary>A page out of one row more than was asked for.</summary>
    public static Page<T> Of(IReadOnlyList<T> rows, int limit, Func<T, string> cursor)
    {
        var more = rows.Count > limit;
        return new Page<T>(more ? [.. rows.Take(limit)] : rows, more, more ? cursor(rows[limit - 1]) : null);
    }
}
