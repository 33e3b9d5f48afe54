using System.Text.Json;

namespace Bidline.Scenarios.Parts;

/// <summary>Compares what a scenario expects with the calls on record; every difference is one sentence.</summary>
internal static class Differences
{
    public static IReadOnlyList<string> Between(Expected expected, IReadOnlyList<JsonElement> calls)
    {
        var found = new List<string>();
        Compare(found, "number of calls", expected.Calls, calls.Count);
        if (expected.Outcomes.Count > 0) CompareOutcomes(found, expected.Outcomes, calls);
        if (calls.Count == 1) CompareCall(found, expected, calls[0]);
        return found;
    }

    private static void CompareOutcomes(
        List<string> found, IReadOnlyDictionary<string, int> expected, IReadOnlyList<JsonElement> calls)
    {
        var counted = calls.CountBy(call => Text(call, "outcome") ?? "none").ToDictionary();
        foreach (var outcome in expected.Keys.Union(counted.Keys))
            Compare(found, $"calls {outcome}", expected.GetValueOrDefault(outcome), counted.GetValueOrDefault(outcome));
    }

    private static void CompareCall(List<string> found, Expected expected, JsonElement call)
    {
        if (expected.Outcome is { } outcome) Compare(found, "outcome", outcome, Text(call, "outcome"));
        if (expected.Reason is { } reason) Compare(found, "reason", reason, Text(call, "reason"));
        if (expected.Fallback is { } fallback) Compare(found, "fallback", fallback, Text(call, "fallback"));
        if (expected.EndedBy is { } by) Compare(found, "ended by", by, Text(call, "ended_by"));
        var attempts = List(call, "attempts").Select(Attempt);
        if (expected.Attempts is { } dials) Compare(found, "attempts", string.Join(", ", dials), string.Join(", ", attempts));
        CompareCandidates(found, expected.Candidates, call);
        if (expected.Money is { } money) CompareMoney(found, money, call);
    }

    private static void CompareCandidates(
        List<string> found, IReadOnlyDictionary<string, string> expected, JsonElement call)
    {
        var rows = List(call, "auctions").SelectMany(auction => List(auction, "candidates"))
            // Of several auctions the later row stands, unless it only says that an earlier tier had to be asked first.
            .Where(row => Text(row, "reason") is not ("not_asked.ended_early" or "not_asked.already_tried"))
            .GroupBy(row => Text(row, "target")!)
            .ToDictionary(group => group.Key, group => Text(group.Last(), "reason"));
        foreach (var (target, reason) in expected)
            Compare(found, $"reason of {target}", reason, rows.GetValueOrDefault(target));
    }

    private static void CompareMoney(List<string> found, ExpectedMoney expected, JsonElement call)
    {
        Compare(found, "revenue", expected.Revenue, Text(call, "revenue"));
        Compare(found, "payout", expected.Payout, Text(call, "payout"));
        Compare(found, "margin", expected.Margin, Text(call, "margin"));
    }

    private static string Attempt(JsonElement attempt) =>
        attempt.GetProperty("answered").GetBoolean()
            ? $"{Text(attempt, "target")} answered"
            : $"{Text(attempt, "target")} {Text(attempt, "reason")}";

    private static IEnumerable<JsonElement> List(JsonElement element, string name) =>
        element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : [];

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static void Compare<T>(List<string> found, string what, T expected, T actual)
    {
        if (!Equals(expected, actual)) found.Add($"{what}: expected {expected}, was {actual}");
    }
}
