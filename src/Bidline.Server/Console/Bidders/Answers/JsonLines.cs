using System.Globalization;
using System.Text.Json;
using Bidline.Campaigns.Templates;

namespace Bidline.Server.Console.Bidders.Answers;

/// <summary>Lays out JSON, one value a line, with the paths that a template would find the values by. Pure.</summary>
internal static class JsonLines
{
    private const string NotPlain = " .[]?=*\"'|";

    /// <summary>Null when it is not JSON, or is no object and no list.</summary>
    public static IReadOnlyList<AnswerLine>? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) return null;
            var lines = new List<AnswerLine>();
            Write(document.RootElement, 0, "", "", "", lines);
            return lines;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Write(
        JsonElement value, int depth, string before, string after, string? place, List<AnswerLine> lines)
    {
        if (lines.Count > AnswerLayout.LinesMax) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = value.EnumerateObject().Select(it => (Open: $"\"{it.Name}\": ", it.Value, Under(place, it.Name)));
                WriteAll([.. members], ('{', '}'), depth, before, after, lines);
                break;
            case JsonValueKind.Array:
                var items = value.EnumerateArray().Select((it, at) => (Open: "", it, Item(place, at)));
                WriteAll([.. items], ('[', ']'), depth, before, after, lines);
                break;
            default:
                var text = TextOf(value);
                var chosen = text is { Length: > 0 } && IsPlace(place) ? place : null;
                lines.Add(new AnswerLine(
                    depth, [new AnswerPart(before), new AnswerPart(value.GetRawText(), chosen, text), new AnswerPart(after)]));
                break;
        }
    }

    private static void WriteAll(
        IReadOnlyList<(string Open, JsonElement Value, string? Place)> children, (char Open, char Close) brackets, int depth,
        string before, string after, List<AnswerLine> lines)
    {
        if (children.Count == 0)
        {
            lines.Add(new AnswerLine(depth, [new AnswerPart($"{before}{brackets.Open}{brackets.Close}{after}")]));
            return;
        }

        lines.Add(new AnswerLine(depth, [new AnswerPart($"{before}{brackets.Open}")]));
        foreach (var (at, (open, value, place)) in children.Index())
            Write(value, depth + 1, open, at < children.Count - 1 ? "," : "", place, lines);
        lines.Add(new AnswerLine(depth, [new AnswerPart($"{brackets.Close}{after}")]));
    }

    /// <summary>Null where a path cannot name it.</summary>
    private static string? Under(string? place, string name)
    {
        if (place is null || name.Length == 0) return null;
        if (name.Any(c => NotPlain.Contains(c)) || name[0] == '$')
            return name.Contains(']') || name.Contains('|') ? null : $"{place}[\"{name}\"]";
        return place.Length == 0 ? name : $"{place}.{name}";
    }

    private static string? Item(string? place, int at) =>
        place is null ? null : string.Create(CultureInfo.InvariantCulture, $"{place}[{at}]");

    private static bool IsPlace(string? place) => place is not null && JsonPath.Read(place, out _) is not null;

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
