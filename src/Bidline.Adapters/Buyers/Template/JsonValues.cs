using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Bidline.Campaigns.Templates;

namespace Bidline.Adapters.Buyers.Template;

/// <summary>Follows a path through a JSON answer.</summary>
internal static class JsonValues
{
    /// <summary>
    /// The text of the first alternative that is there and not empty; a number as it was written, never as a double.
    /// </summary>
    public static string? Find(JsonElement root, JsonPath path, bool anything)
    {
        string? empty = null;
        foreach (var steps in path.Alternatives)
        {
            if (Follow(root, steps) is not { } found) continue;
            if (TextOf(found) is not { } text)
                return anything ? found.GetRawText() : throw JsonAnswer.Wrong(path.Text, "a plain value", found);
            if (text.Length > 0) return text;
            empty = text;
        }

        return empty;
    }

    private static JsonElement? Follow(JsonElement root, IReadOnlyList<JsonStep> steps)
    {
        JsonElement? at = root;
        foreach (var step in steps)
        {
            at = (step, at) switch
            {
                (JsonStep.Member(var name), { ValueKind: JsonValueKind.Object } here) => here.Optional(name),
                (JsonStep.Item(var index), { ValueKind: JsonValueKind.Array } here) =>
                    index < here.GetArrayLength() ? here[index] : null,
                (JsonStep.Where where, { ValueKind: JsonValueKind.Array } here) => First(here, where),
                _ => null,
            };
            if (at is null) return null;
        }

        return at;
    }

    private static JsonElement? First(JsonElement list, JsonStep.Where where)
    {
        foreach (var item in list.EnumerateArray())
        {
            var value = item.ValueKind == JsonValueKind.Object ? item.Optional(where.Name) : null;
            if (value is { } found && TextOf(found) == where.Text) return item;
        }

        return null;
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => Encoding.ASCII.GetString(JsonMarshal.GetRawUtf8Value(value)),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
