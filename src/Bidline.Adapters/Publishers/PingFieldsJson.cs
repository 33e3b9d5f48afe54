using System.Text.Json;

namespace Bidline.Adapters.Publishers;

/// <summary>Reads a JSON object: values as their text, what lies deeper by dotted names, lists of values with commas.</summary>
internal static class PingFieldsJson
{
    private const int DepthMax = 8;

    public static void Read(PingFields fields, ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(Bom(body), new JsonReaderOptions { MaxDepth = DepthMax, AllowTrailingCommas = true });
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object) fields.Unreadable("the body is not a JSON object");
            else if (HasMore(ref reader)) fields.Unreadable("there is something behind the JSON object");
            else ReadObject(fields, "", document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An unpaired surrogate is an InvalidOperationException when its text is asked for.
            fields.Unreadable($"the body is not JSON of at most {DepthMax} levels");
        }
    }

    private static bool HasMore(ref Utf8JsonReader reader) => reader.Read();

    private static ReadOnlySpan<byte> Bom(ReadOnlySpan<byte> body) => body.StartsWith("\uFEFF"u8) ? body[3..] : body;

    private static void ReadObject(PingFields fields, string path, JsonElement map)
    {
        foreach (var property in map.EnumerateObject())
            ReadValue(fields, path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value);
    }

    private static void ReadValue(PingFields fields, string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                ReadObject(fields, path, value);
                break;
            case JsonValueKind.Array when value.EnumerateArray().All(IsPlain):
                fields.Add(path, string.Join(',', value.EnumerateArray().Select(Text)));
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in value.EnumerateArray().Index()) ReadValue(fields, $"{path}.{index}", item);
                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            default:
                fields.Add(path, Text(value));
                break;
        }
    }

    private static bool IsPlain(JsonElement value) => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array);

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText(),
    };
}
