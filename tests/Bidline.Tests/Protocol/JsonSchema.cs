using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bidline.Tests.Tidy;

namespace Bidline.Tests.Protocol;

/// <summary>
/// Holds JSON against the part of JSON Schema (2020-12) that our schemas use. A keyword that it does not know is an
/// error of the schema: nothing in them is decoration.
/// </summary>
internal sealed class JsonSchema
{
    private static readonly HashSet<string> Notes = ["$schema", "$id", "$defs", "title", "description"];

    private readonly JsonElement _root;
    private readonly bool _isClosed;

    private JsonSchema(JsonElement root, bool isClosed) => (_root, _isClosed) = (root, isClosed);

    /// <param name="closed">Fields that the schema does not name are mistakes: nothing undocumented may be sent.</param>
    public static JsonSchema Load(string name, bool closed = false) => new(
        JsonDocument.Parse(File.ReadAllText(Path.Combine(SourceTree.Root, "docs/protocol/schema", name))).RootElement, closed);

    /// <summary>What does not fit, with its place; empty when everything does.</summary>
    public IReadOnlyList<string> MistakesOf(JsonElement value) => [.. Check(_root, value, "$")];

    public IReadOnlyList<string> MistakesOf(ReadOnlyMemory<byte> utf8) =>
        MistakesOf(JsonDocument.Parse(utf8).RootElement);

    private IEnumerable<string> Check(JsonElement schema, JsonElement value, string at) =>
        schema.EnumerateObject().Where(keyword => !Notes.Contains(keyword.Name)).SelectMany(keyword => keyword.Name switch
        {
            "$ref" => Check(Target(keyword.Value.GetString()!), value, at),
            "type" => Types(keyword.Value).Any(type => IsOf(type, value)) ? [] : [$"{at}: {value.ValueKind} is no {keyword.Value}"],
            "const" => JsonElement.DeepEquals(keyword.Value, value) ? [] : [$"{at}: not {keyword.Value}"],
            "enum" => keyword.Value.EnumerateArray().Any(one => JsonElement.DeepEquals(one, value)) ? [] : [$"{at}: not one of {keyword.Value}"],
            "required" => keyword.Value.EnumerateArray().Where(name => value.ValueKind == JsonValueKind.Object
                && !value.TryGetProperty(name.GetString()!, out _)).Select(name => $"{at}: {name} is missing"),
            "properties" => Properties(schema, keyword.Value, value, at),
            "additionalProperties" => value.ValueKind != JsonValueKind.Object ? [] : value.EnumerateObject()
                .Where(field => !IsNamed(schema, field.Name))
                .SelectMany(field => keyword.Value.ValueKind == JsonValueKind.False
                    ? [$"{at}.{field.Name}: is not allowed"]
                    : Check(keyword.Value, field.Value, $"{at}.{field.Name}")),
            "items" => value.ValueKind != JsonValueKind.Array ? [] : value.EnumerateArray()
                .SelectMany((item, i) => Check(keyword.Value, item, $"{at}[{i}]")),
            "oneOf" => OneOf(keyword.Value, value, at),
            _ => Limit(keyword.Name, keyword.Value, value, at),
        });

    private IEnumerable<string> OneOf(JsonElement schemas, JsonElement value, string at)
    {
        var mistakes = schemas.EnumerateArray().Select(one => Check(one, value, at).ToList()).ToList();
        var fitting = mistakes.Count(one => one.Count == 0);
        return fitting == 1 ? [] : mistakes.SelectMany(one => one).Prepend($"{at}: fits {fitting} forms instead of one");
    }

    private IEnumerable<string> Properties(JsonElement schema, JsonElement known, JsonElement value, string at)
    {
        if (value.ValueKind != JsonValueKind.Object) return [];
        return value.EnumerateObject().SelectMany(field => known.TryGetProperty(field.Name, out var its)
            ? Check(its, field.Value, $"{at}.{field.Name}")
            : _isClosed && !schema.TryGetProperty("additionalProperties", out _) ? [$"{at}.{field.Name}: is not documented"] : []);
    }

    private static bool IsNamed(JsonElement schema, string field) =>
        schema.TryGetProperty("properties", out var known) && known.TryGetProperty(field, out _);

    private static IEnumerable<string> Limit(string keyword, JsonElement limit, JsonElement value, string at)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        var number = value.ValueKind == JsonValueKind.Number ? value.GetDecimal() : (decimal?)null;
        var holds = keyword switch
        {
            "pattern" => text is null || Regex.IsMatch(text, limit.GetString()!, RegexOptions.ECMAScript),
            "minLength" => text is null || new StringInfo(text).LengthInTextElements >= limit.GetInt32(),
            "maxLength" => text is null || text.EnumerateRunes().Count() <= limit.GetInt32(),
            "minimum" => number is null || number >= limit.GetDecimal(),
            "exclusiveMinimum" => number is null || number > limit.GetDecimal(),
            "maximum" => number is null || number <= limit.GetDecimal(),
            "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= limit.GetInt32(),
            _ => throw new NotSupportedException($"The schema uses \"{keyword}\", which is not checked."),
        };
        return holds ? [] : [$"{at}: {value} breaks {keyword} {limit}"];
    }

    private JsonElement Target(string reference) =>
        reference["#/".Length..].Split('/').Aggregate(_root, (node, name) => node.GetProperty(name));

    private static IEnumerable<string> Types(JsonElement types) => types.ValueKind == JsonValueKind.Array
        ? types.EnumerateArray().Select(type => type.GetString()!)
        : [types.GetString()!];

    private static bool IsOf(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new NotSupportedException($"The schema uses the type \"{type}\", which is not known."),
    };
}
