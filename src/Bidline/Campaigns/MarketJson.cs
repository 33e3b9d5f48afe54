using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Bidline.Campaigns;

/// <summary>How market entries are written and named: the one place that knows snake_case.</summary>
public static class MarketJson
{
    /// <summary>For files, hashes and comparison: what is absent, empty or false is left out.</summary>
    public static JsonSerializerOptions Compact { get; } = Make(compact: true);

    /// <summary>For answers of the API: booleans and lists are always there.</summary>
    public static JsonSerializerOptions Full { get; } = Make(compact: false);

    /// <summary>Puts our naming and form on the options of a host's own serialiser.</summary>
    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.RespectRequiredConstructorParameters = true;
        options.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Make(bool compact)
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        if (compact) resolver.Modifiers.Add(LeaveOutDefaults);
        var options = new JsonSerializerOptions { TypeInfoResolver = resolver };
        Configure(options);
        options.MakeReadOnly();
        return options;
    }

    private static void LeaveOutDefaults(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(property => !property.IsRequired))
        {
            property.ShouldSerialize = (_, value) => value switch
            {
                null or false => false,
                string => true,
                ICollection list => list.Count > 0,
                _ => true,
            };
        }
    }
}
