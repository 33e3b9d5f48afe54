using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Bidline.Campaigns;

/// <summary>Words a change for people: names of values nearest first, amounts with their currency.</summary>
internal sealed class Wording
{
    private static readonly HashSet<string> Amounts = AmountNames();

    /// <summary>Groups that say nothing beyond the value inside them.</summary>
    private static readonly HashSet<string> Silent = ["routing", "auction", "price", "payout", "mode", "match"];

    private readonly string _sign;
    private readonly string _suffix;

    private Wording(string currency)
    {
        _sign = currency switch { "USD" => "$", "EUR" => "€", "GBP" => "£", _ => "" };
        _suffix = _sign.Length == 0 ? $" {currency}" : "";
    }

    public static Wording Of(MarketDocument document) => new(document.Currency ?? "USD");

    public string Line(string resource, string? id, IReadOnlyList<string> words, JsonNode? before, JsonNode? after)
    {
        // In a row of bid rules "amount" may be a factor.
        var isInRow = words.Any(word => word.StartsWith("table ", StringComparison.Ordinal));
        var isAmount = words.Count > 0 && Amounts.Contains(words[^1]) && !isInRow;
        var (old, now) = (Show(before, isAmount), Show(after, isAmount));
        var said = words.Where((word, index) => index == words.Count - 1 || !Silent.Contains(word));
        var name = string.Join(" of ", said.Reverse().Append(id is null ? resource : $"{resource} {id}"));
        return (before, after) switch
        {
            (null, _) => $"{name} none -> {now}",
            (_, null) => $"{name} {old} -> none",
            _ => $"{name} {old} -> {now}",
        };
    }

    private string Show(JsonNode? node, bool isAmount) => node switch
    {
        null => "none",
        JsonValue value when value.GetValueKind() == JsonValueKind.String =>
            isAmount ? $"{_sign}{value.GetValue<string>()}{_suffix}" : value.GetValue<string>(),
        JsonArray list when list.All(item => item is JsonValue) =>
            $"[{string.Join(", ", list.Select(item => Show(item, false)))}]",
        _ => node.ToJsonString(MarketJson.Compact),
    };

    /// <summary>Every name under which the market's shape has an amount, as words.</summary>
    private static HashSet<string> AmountNames()
    {
        var names = new HashSet<string>();
        var seen = new HashSet<Type>();
        var waiting = new Queue<Type>([typeof(MarketDocument)]);
        while (waiting.TryDequeue(out var type))
        {
            type = Nullable.GetUnderlyingType(type) ?? type;
            if (!seen.Add(type)) continue;
            var shape = MarketJson.Compact.GetTypeInfo(type);
            if (shape.Kind == JsonTypeInfoKind.Enumerable) waiting.Enqueue(shape.ElementType!);
            foreach (var property in shape.Properties)
            {
                waiting.Enqueue(property.PropertyType);
                if ((Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType) == typeof(Amount))
                    names.Add(property.Name.Replace('_', ' '));
            }
        }

        return names;
    }
}
