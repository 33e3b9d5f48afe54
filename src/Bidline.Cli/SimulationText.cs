using System.Text.Json;

namespace Bidline.Cli;

/// <summary>A simulation's answer for a terminal: the verdict, the dials, and everybody else with all their obstacles.</summary>
internal static class SimulationText
{
    public static void Print(JsonElement answer)
    {
        foreach (var line in Lines(answer)) Console.WriteLine(line);
    }

    internal static IEnumerable<string> Lines(JsonElement answer)
    {
        var trace = answer.GetProperty("trace");
        yield return Text(answer, "verdict");
        yield return "";
        var at = answer.GetProperty("at").GetDateTimeOffset().UtcDateTime;
        yield return $"  when    {at:yyyy-MM-dd HH:mm:ss}Z, publisher {Text(trace, "publisher")}, {Who(trace)}";
        foreach (var line in Market(answer.GetProperty("market"))) yield return line;
        foreach (var line in Dials(answer)) yield return line;
        foreach (var line in Auctions(trace)) yield return line;
        var fallback = answer.GetProperty("fallback");
        var rest = Text(fallback, "kind") == "dial" ? $"dial {Text(fallback, "text")}" : $"“{Text(fallback, "text")}”";
        yield return "";
        yield return $"{(Text(answer, "outcome") == "sold" ? "If nobody answers" : "The caller gets")}: {rest}";
    }

    private static IEnumerable<string> Market(JsonElement market)
    {
        var isDraft = market.GetProperty("draft").GetBoolean();
        yield return $"  market  version {market.GetProperty("version")}{(isDraft ? " with the draft's changes:" : "")}";
        foreach (var change in market.GetProperty("changes").EnumerateArray()) yield return $"          ~ {change.GetString()}";
    }

    private static IEnumerable<string> Dials(JsonElement answer)
    {
        if (answer.GetProperty("dials").GetArrayLength() == 0) yield break;
        yield return "";
        yield return "Would dial:";
        foreach (var dial in answer.GetProperty("dials").EnumerateArray())
        {
            var where = Text(dial, "destination") is { Length: > 0 } address ? address : "where its confirmation says";
            yield return $"  {dial.GetProperty("order")}. {Text(dial, "target")} ({Text(dial, "buyer")}), tier "
                + $"{dial.GetProperty("tier")}: {where}, rings {dial.GetProperty("ring_seconds")} s";
            yield return $"     reserves {Text(dial, "reserves")}, payout {Text(dial, "payout")}, margin {Text(dial, "margin")}"
                + $", pays from {dial.GetProperty("qualify_seconds")} s on";
            if (dial.TryGetProperty("refusal", out var refusal))
                yield return $"     would be refused: {Text(refusal, "sentence")} [{Text(refusal, "code")}]";
        }
    }

    private static IEnumerable<string> Auctions(JsonElement trace)
    {
        var auctions = trace.GetProperty("auctions").EnumerateArray().ToArray();
        foreach (var (index, auction) in auctions.Index())
        {
            yield return "";
            yield return $"{(auctions.Length > 1 ? $"Auction {index + 1}" : "Auction")}, tier "
                + $"{auction.GetProperty("tier").GetInt32() + 1}, floor {Text(auction.GetProperty("floor"), "amount")}, "
                + $"{auction.GetProperty("considered")} considered:";
            foreach (var row in auction.GetProperty("candidates").EnumerateArray().OrderBy(Rank))
                foreach (var line in Candidate(row))
                    yield return line;
            foreach (var group in auction.GetProperty("unlisted").EnumerateArray())
                yield return $"  … and {group.GetProperty("targets")} {Text(group, "text")} [{Text(group, "reason")}]";
        }
    }

    private static IEnumerable<string> Candidate(JsonElement row)
    {
        var amount = Text(row, "bid") is { Length: > 0 } bid ? bid : Text(row, "pays");
        yield return $"  {Text(row, "target"),-20} {Text(row, "stage").Replace('_', ' '),-9} {amount,8}  {Text(row, "text")} "
            + $"[{Text(row, "reason")}]";
        foreach (var also in row.GetProperty("also_failed_text").EnumerateArray())
            yield return $"  {"",-39} also: {also.GetString()}";
    }

    private static string Who(JsonElement trace)
    {
        var place = trace.TryGetProperty("profile", out var profile) ? $" {Text(profile, "state")}" : "";
        return $"caller {(Text(trace, "caller") is { Length: > 0 } caller ? caller : "withheld")}{place}".TrimEnd();
    }

    private static int Rank(JsonElement row) =>
        row.TryGetProperty("rank", out var rank) && rank.ValueKind == JsonValueKind.Number ? rank.GetInt32() : int.MaxValue;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
