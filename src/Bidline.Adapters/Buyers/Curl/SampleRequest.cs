using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bidline.Adapters.Buyers.Curl;

/// <summary>Puts fields in the place of the sample values of one request, and keeps what it took for what.</summary>
internal sealed class SampleRequest
{
    private const string Mark = "bidline-field-";

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<CurlGuess> _guesses = [];
    private readonly List<string> _notes = [];

    public IReadOnlyList<CurlGuess> Guesses => _guesses;

    public IReadOnlyList<string> Notes => _notes;

    public static bool IsJson(string? body)
    {
        try
        {
            return body is not null && JsonNode.Parse(body) is JsonObject or JsonArray;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public string Url(string url)
    {
        var query = url.IndexOf('?');
        if (query < 0) return url;
        var end = url.IndexOf('#') is > 0 and var hash ? hash : url.Length;
        return $"{url[..query]}?{Fields("url", url[(query + 1)..end])}";
    }

    /// <summary>A form, or whatever else is no JSON.</summary>
    public string Text(string body, string? type)
    {
        var isForm = type?.Contains("urlencoded", StringComparison.OrdinalIgnoreCase)
            ?? (body.Contains('=') && !body.TrimStart().StartsWith('<'));
        if (isForm) return Fields("body", body);
        _notes.Add("The body is neither JSON nor a form: put the fields in yourself, like {{caller.zip}}.");
        return body;
    }

    public string Json(string body)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            _notes.Add("The body is said to be JSON and is not: put the fields in yourself, like {{caller.zip}}.");
            return body;
        }

        var fields = new List<(string Field, bool IsBare)>();
        Walk(root, "body", fields);
        var text = root?.ToJsonString(Plain) ?? body;
        foreach (var (place, (field, isBare)) in fields.Index())
        {
            // What was sent as a number goes on being one; what was quoted stays quoted.
            var mark = isBare ? $"\"{Mark}{place}-\"" : $"{Mark}{place}-";
            text = text.Replace(mark, $"{{{{{field}}}}}", StringComparison.Ordinal);
        }

        return text;
    }

    private void Walk(JsonNode? node, string at, List<(string Field, bool IsBare)> fields)
    {
        if (node is JsonObject map)
        {
            foreach (var (name, value) in map.ToList())
            {
                if (value is JsonValue leaf && Guess($"{at}/{name}", name, leaf.ToString()) is { } field)
                {
                    map[name] = $"{Mark}{fields.Count}-";
                    fields.Add((field, leaf.GetValueKind() == JsonValueKind.Number));
                }
                else Walk(value, $"{at}/{name}", fields);
            }
        }
        else if (node is JsonArray list)
        {
            foreach (var (place, value) in list.Index()) Walk(value, $"{at}/{place}", fields);
        }
    }

    private string Fields(string at, string text) => string.Join('&', text.Split('&').Select(part =>
    {
        var equals = part.IndexOf('=');
        if (equals < 0) return part;
        var name = Decoded(part[..equals]);
        return Guess($"{at}/{name}", name, Decoded(part[(equals + 1)..])) is { } field
            ? $"{part[..equals]}={{{{{field}}}}}"
            : part;
    }));

    private string? Guess(string at, string name, string sample)
    {
        if (FieldGuesses.FieldOf(name, sample) is { } field)
        {
            _guesses.Add(new CurlGuess(at, sample, field));
            return field;
        }

        if (FieldGuesses.IsPlaceholder(sample))
            _notes.Add($"{at} holds \"{sample}\", which looks as if you were to fill it in.");
        return null;
    }

    private static string Decoded(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
