using System.Net;
using System.Text.Json;

namespace Bidline.Cli;

/// <summary>A problem+json answer (RFC 9457) with all its errors, as far as it could be read.</summary>
internal sealed record Problem(string? Title, string? Detail, IReadOnlyList<ProblemError> Errors)
{
    public static Problem Read(string text)
    {
        try
        {
            var root = JsonSerializer.Deserialize<JsonElement>(text);
            if (root.ValueKind != JsonValueKind.Object) return new Problem(null, null, []);
            var errors = root.TryGetProperty("errors", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Select(ProblemError.Read).ToList()
                : [];
            return new Problem(Text(root, "title"), Text(root, "detail"), errors);
        }
        catch (JsonException)
        {
            return new Problem(null, null, []);
        }
    }

    public string Sentence(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => "The server wants an API key: give --key or set BIDLINE__ADMINKEY.",
        HttpStatusCode.Forbidden => "This API key may not do that.",
        _ when Errors.Count > 0 => string.Join(" ", Errors.Select(error => error.Words)),
        _ => Detail ?? Title ?? $"The server answered {(int)status}.",
    };

    internal static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}

/// <param name="Pointer">Where in the document; empty is the whole of it.</param>
/// <param name="Line">In the file that was sent; null when the server cannot know.</param>
internal sealed record ProblemError(string Pointer, string Detail, string? Hint, int? Line, int? Column)
{
    public static ProblemError Read(JsonElement error) => new(
        Problem.Text(error, "pointer") ?? "",
        Problem.Text(error, "detail") ?? "is wrong",
        Problem.Text(error, "hint"),
        Number(error, "line"),
        Number(error, "column"));

    /// <summary>"role: "boss" is not one of admin, viewer. (did you mean …?)", for what came from no file.</summary>
    public string Words => (Pointer.Length == 0 ? "" : $"{Pointer.Trim('/')}: ") + Detail + (Hint is null ? "" : $" ({Hint})");

    /// <summary>"market.yaml:12:5 /targets/0/buyer: … (did you mean "acme"?)".</summary>
    public string Describe(string file)
    {
        var place = Line is null ? file : $"{file}:{Line}:{Column ?? 1}";
        var hint = Hint is null ? "" : $" ({Hint})";
        return $"{place} {(Pointer.Length == 0 ? "/" : Pointer)}: {Detail}{hint}";
    }

    private static int? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : null;
}
