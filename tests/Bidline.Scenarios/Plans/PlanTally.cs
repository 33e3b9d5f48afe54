using System.Globalization;
using System.Text.Json;

namespace Bidline.Scenarios.Plans;

/// <summary>Adds up what became of calls, from their records, in the words of <see cref="PlanModel"/>.</summary>
internal static class PlanTally
{
    public static SortedDictionary<string, decimal> Of(IReadOnlyList<JsonElement> calls)
    {
        var tally = new SortedDictionary<string, decimal>(StringComparer.Ordinal);
        foreach (var call in calls)
        {
            Add($"calls {Text(call, "outcome")} {Text(call, "reason")}", 1);
            Add("payout", Amount(call, "payout"));
            if (Text(call, "target") is { } target && Text(call, "outcome") == "connected")
                Add($"{target} revenue", Amount(call, "revenue"));
            // Offers that were gone before they were dialled are as many as the calls raced for them.
            foreach (var attempt in call.GetProperty("attempts").EnumerateArray().Where(IsDialled))
                Add($"{Text(attempt, "target")} {ResultOf(attempt)}", 1);
        }

        return tally;

        void Add(string what, decimal more) => tally[what] = tally.GetValueOrDefault(what) + more;
    }

    private static bool IsDialled(JsonElement attempt) => ResultOf(attempt) is { } result
        && (result == "answered" || result.StartsWith("dial.", StringComparison.Ordinal));

    private static string? ResultOf(JsonElement attempt) =>
        attempt.GetProperty("answered").GetBoolean() ? "answered" : Text(attempt, "reason");

    private static decimal Amount(JsonElement call, string name) =>
        decimal.Parse(Text(call, name) ?? "0", CultureInfo.InvariantCulture);

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
