using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Bidline.Campaigns.Source;

/// <summary>
/// Holds a source text against the shape of a type and notes every mistake. What is wrong is left out, and what is
/// required but missing gets an empty stand-in, so that the rest can still be looked at in the same go.
/// </summary>
internal sealed class ShapeReader
{
    private readonly Dictionary<string, Mark> _marks = [];
    private readonly List<Mistake> _mistakes = [];

    public IReadOnlyDictionary<string, Mark> Marks => _marks;

    public IReadOnlyList<Mistake> Mistakes => _mistakes;

    public T Read<T>(SourceNode root)
    {
        var type = MarketJson.Compact.GetTypeInfo(typeof(T));
        var read = ReadValue(root, type, "") ?? StandIn(type);
        return read.Deserialize<T>(MarketJson.Compact)
            ?? throw new InvalidOperationException("A stand-in is never null.");
    }

    private JsonNode? ReadValue(SourceNode node, JsonTypeInfo type, string pointer)
    {
        _marks[pointer] = node.At;
        return type.Kind switch
        {
            JsonTypeInfoKind.Object => ReadRecord(node, type, pointer),
            JsonTypeInfoKind.Enumerable => ReadList(node, type, pointer),
            JsonTypeInfoKind.Dictionary => ReadDictionary(node, pointer),
            _ => ReadScalar(node, type.Type, pointer),
        };
    }

    private JsonObject? ReadRecord(SourceNode node, JsonTypeInfo type, string pointer)
    {
        if (node is not SourceNode.Map map) return Expected<JsonObject>(node, "a group of keys", pointer);
        var known = type.Properties.Where(property => property.Set is not null).ToDictionary(p => p.Name);
        var read = new JsonObject();
        var seen = new HashSet<string>();
        foreach (var field in map.Fields)
        {
            var place = Pointer.Join(pointer, field.Key);
            _marks.TryAdd(place, field.At);
            if (!seen.Add(field.Key)) Note(place, "duplicate_key", $"{Quote(field.Key)} is here twice.", field.At);
            else if (!known.TryGetValue(field.Key, out var property)) NoteUnknown(field, type, known.Keys, place);
            else if (field.Value is SourceNode.Scalar { IsNull: true }) seen.Remove(field.Key);
            else if (ReadValue(field.Value, Of(property), place) is { } value) read[field.Key] = value;
        }

        foreach (var property in known.Values.Where(property => property.IsRequired && read[property.Name] is null))
        {
            if (!seen.Contains(property.Name)) NoteMissing(property.Name, map, pointer);
            read[property.Name] = StandIn(Of(property));
        }

        return read;
    }

    private JsonArray? ReadList(SourceNode node, JsonTypeInfo type, string pointer)
    {
        if (node is not SourceNode.List list) return Expected<JsonArray>(node, "a list", pointer);
        var element = MarketJson.Compact.GetTypeInfo(type.ElementType!);
        var items = list.Items.Select((item, index) =>
            ReadValue(item, element, Pointer.Join(pointer, index)) ?? StandIn(element));
        return new JsonArray([.. items]);
    }

    private JsonObject? ReadDictionary(SourceNode node, string pointer)
    {
        if (node is not SourceNode.Map map) return Expected<JsonObject>(node, "a group of keys", pointer);
        var read = new JsonObject();
        foreach (var field in map.Fields)
        {
            var place = Pointer.Join(pointer, field.Key);
            if (read.ContainsKey(field.Key))
                Note(place, "duplicate_key", $"{Quote(field.Key)} is here twice.", field.At);
            else read[field.Key] = ReadScalar(field.Value, typeof(string), place);
        }

        return read;
    }

    private JsonNode? ReadScalar(SourceNode node, Type type, string pointer)
    {
        _marks[pointer] = node.At;
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (node is not SourceNode.Scalar { IsNull: false } scalar)
            return Expected<JsonNode>(node, ScalarWords(type), pointer);
        if (type == typeof(string) || type == typeof(Amount)) return JsonValue.Create(scalar.Text);
        if (type.IsEnum) return ReadEnum(scalar, type, pointer);
        var plain = scalar.Form == ScalarForm.Plain;
        if (type == typeof(bool) && plain && scalar.Text is "true" or "false") return scalar.Text == "true";
        const NumberStyles integer = NumberStyles.AllowLeadingSign;
        if (type == typeof(int) && plain
            && int.TryParse(scalar.Text, integer, CultureInfo.InvariantCulture, out var whole)) return whole;
        const NumberStyles number = integer | NumberStyles.AllowDecimalPoint;
        if (type == typeof(decimal) && plain
            && decimal.TryParse(scalar.Text, number, CultureInfo.InvariantCulture, out var fraction)) return fraction;
        return Expected<JsonNode>(node, ScalarWords(type), pointer);
    }

    private JsonValue? ReadEnum(SourceNode.Scalar scalar, Type type, string pointer)
    {
        var names = Enum.GetNames(type).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName).ToList();
        if (names.Contains(scalar.Text)) return JsonValue.Create(scalar.Text);
        Note(
            pointer,
            "unknown_value",
            $"{Quote(scalar.Text)} is not one of {string.Join(", ", names)}.",
            scalar.At,
            Spelling.Hint(scalar.Text, names));
        return null;
    }

    private void NoteUnknown(SourceField field, JsonTypeInfo type, IEnumerable<string> known, string place)
    {
        var hint = Spelling.Hint(field.Key, known) ?? $"known here: {string.Join(", ", known)}";
        Note(place, "unknown_key", $"{Quote(field.Key)} is not a key here.", field.At, hint);
    }

    private void NoteMissing(string name, SourceNode.Map map, string pointer)
    {
        var near = map.Fields.Select(field => field.Key).FirstOrDefault(key => Spelling.Nearest(key, [name]) == name);
        var hint = near is null ? null : $"{Quote(near)} may be meant for it";
        Note(Pointer.Join(pointer, name), "missing", $"{Quote(name)} is missing.", map.At, hint);
    }

    private T? Expected<T>(SourceNode node, string what, string pointer)
        where T : JsonNode
    {
        var found = node switch
        {
            SourceNode.List => "a list",
            SourceNode.Map => "a group of keys",
            SourceNode.Scalar { IsNull: true } => "nothing",
            SourceNode.Scalar { Form: ScalarForm.Quoted } text => $"the text {Quote(text.Text)}",
            SourceNode.Scalar text => Quote(text.Text),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        Note(pointer, "wrong_type", $"Here should be {what}, and there is {found}.", node.At);
        return null;
    }

    private void Note(string pointer, string code, string detail, Mark at, string? hint = null) =>
        _mistakes.Add(new Mistake(pointer, code, detail, hint, at.Line, at.Column));

    private static JsonTypeInfo Of(JsonPropertyInfo property) =>
        MarketJson.Compact.GetTypeInfo(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType);

    private static JsonNode StandIn(JsonTypeInfo type) => type.Kind switch
    {
        JsonTypeInfoKind.Object => new JsonObject(type.Properties
            .Where(property => property.IsRequired)
            .Select(property => KeyValuePair.Create<string, JsonNode?>(property.Name, StandIn(Of(property))))),
        JsonTypeInfoKind.Enumerable => new JsonArray(),
        JsonTypeInfoKind.Dictionary => new JsonObject(),
        _ when type.Type.IsEnum =>
            JsonValue.Create(JsonNamingPolicy.SnakeCaseLower.ConvertName(Enum.GetNames(type.Type)[0])),
        _ when type.Type == typeof(decimal) || type.Type == typeof(int) => JsonValue.Create(0),
        _ => JsonValue.Create(""),
    };

    private static string ScalarWords(Type type) =>
        type == typeof(bool) ? "true or false"
        : type == typeof(int) ? "a whole number"
        : type == typeof(decimal) ? "a number"
        : type == typeof(Amount) ? "an amount like \"12.00\""
        : "a text";

    /// <summary>Quoted and cut: what stands there may be long, or hostile.</summary>
    private static string Quote(string text) => $"\"{(text.Length > 80 ? text[..80] + "…" : text)}\"";
}
