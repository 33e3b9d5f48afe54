using System.Text.Json;

namespace Bidline.Simulator.Bidders;

/// <summary>
/// What a simulated bidder reads from a bid request, in whatever dialect: every leaf by its name in lower case. It is
/// lenient on purpose; a real bidder is, too.
/// </summary>
internal sealed record BidQuestion(IReadOnlyDictionary<string, string> Fields)
{
    public string? State => Field("state", "callerstate", "caller_state");

    public string? Zip => Field("zip", "zipcode", "zip_code");

    public string? Story => Field("story");

    /// <summary>What every chance in the answer hangs on: the call's place in the world, or the auction's own id.</summary>
    public string Key => Field("demo_call", "id", "requestid", "callid") ?? "unknown";

    public static BidQuestion Read(IEnumerable<KeyValuePair<string, string>> query, ReadOnlySpan<byte> body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in query) fields[Plain(name)] = value;
        try
        {
            var reader = new Utf8JsonReader(body);
            if (!body.IsEmpty && JsonDocument.TryParseValue(ref reader, out var document))
            {
                using (document) Collect("", document.RootElement, fields);
            }
        }
        catch (JsonException)
        {
            // Not JSON: the query is all there is.
        }

        return new BidQuestion(fields);
    }

    private string? Field(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Fields.TryGetValue(name, out var value) && value.Length > 0) return value;
        }

        return null;
    }

    private static void Collect(string name, JsonElement element, Dictionary<string, string> fields)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject()) Collect(property.Name, property.Value, fields);
        }
        else if (element.ValueKind is JsonValueKind.String or JsonValueKind.Number)
        {
            // The outermost of two fields of one name wins: "id" is the auction's, not the call's.
            fields.TryAdd(Plain(name), element.ToString());
        }
    }

    private static string Plain(string name) => name.ToLowerInvariant();
}
