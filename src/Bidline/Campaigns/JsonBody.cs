using System.Text.Json;
using System.Text.Json.Nodes;
using Bidline.Campaigns.Source;

namespace Bidline.Campaigns;

/// <summary>A request body held against the shape it should have.</summary>
/// <param name="Value">With mistakes a draft, good for finding more mistakes and for nothing else.</param>
public sealed record BodyReading<T>(T Value, IReadOnlyList<Mistake> Mistakes);

/// <summary>Reads JSON bodies as strictly as market files: every mistake at once, unknown keys refused.</summary>
public static class JsonBody
{
    /// <param name="given">A key that the address of the request gives already: it may be left out of the body.</param>
    public static BodyReading<T> Read<T>(ReadOnlyMemory<byte> utf8, KeyValuePair<string, string>? given = null)
        where T : notnull
    {
        var source = JsonSource.Read(utf8);
        var root = source.Root ?? new SourceNode.Map(new Mark(1, 1), []);
        if (given is { } known && root is SourceNode.Map map && map.Fields.All(field => field.Key != known.Key))
        {
            var value = new SourceNode.Scalar(map.At, known.Value, ScalarForm.Quoted);
            root = new SourceNode.Map(map.At, [new SourceField(known.Key, map.At, value), .. map.Fields]);
        }

        var reader = new ShapeReader();
        var read = reader.Read<T>(root);
        return new BodyReading<T>(read, source.Root is null ? source.Mistakes : reader.Mistakes);
    }

    /// <summary>An entry after a JSON Merge Patch (RFC 7396): null removes, lists are replaced whole.</summary>
    public static BodyReading<T> Patch<T>(T present, ReadOnlyMemory<byte> patch)
        where T : notnull
    {
        var source = JsonSource.Read(patch);
        if (source.Root is null) return new BodyReading<T>(present, source.Mistakes);
        // Keys that mean nothing here are mistakes also where they remove what is not there.
        var reader = new ShapeReader();
        reader.Read<T>(source.Root);
        var unknown = reader.Mistakes.Where(mistake => mistake.Code is "unknown_key" or "not_yet" or "duplicate_key").ToList();
        if (source.Root is not SourceNode.Map) return new BodyReading<T>(present, reader.Mistakes);
        if (unknown.Any(mistake => mistake.Code == "duplicate_key")) return new BodyReading<T>(present, unknown);
        var node = JsonSerializer.SerializeToNode(present, MarketJson.Compact);
        var merged = Merge(node, JsonNode.Parse(patch.Span));
        var result = Read<T>(JsonSerializer.SerializeToUtf8Bytes(merged, MarketJson.Compact));
        var mistakes = unknown
            .Concat(result.Mistakes.Where(mistake => unknown.All(known => known.Path != mistake.Path)))
            .Select(mistake => mistake with { Line = null, Column = null });
        return new BodyReading<T>(result.Value, [.. mistakes]);
    }

    private static JsonNode? Merge(JsonNode? target, JsonNode? patch)
    {
        if (patch is not JsonObject changes) return patch?.DeepClone();
        var merged = target as JsonObject ?? [];
        foreach (var (key, value) in changes)
        {
            if (value is null) merged.Remove(key);
            else merged[key] = Merge(merged[key]?.DeepClone(), value);
        }

        return merged;
    }
}
