using System.Globalization;
using Bidline.Calls;

namespace Bidline.Server.Console.Call.Facts;

/// <summary>Says of each fact where it came from, how old it was when the call came, and what it cost.</summary>
internal sealed class FactOrigins(CallTrace trace)
{
    private readonly Dictionary<string, FactTrace> _facts =
        (trace.Profile?.Facts ?? []).ToDictionary(fact => fact.Field, StringComparer.Ordinal);

    /// <summary>"ZIP file, 3 years old"; null where it is not known who said it.</summary>
    /// <param name="field">As in the trace: "state", "tags.age".</param>
    public string? Of(string field)
    {
        if (!_facts.TryGetValue(field, out var fact)) return null;
        var words = Of(fact.Source, trace.Ingress.Trunk);
        if (fact is { Source: "enrichment" } && !field.StartsWith("tags.", StringComparison.Ordinal)) return null;
        if (fact.AsOf is { } asOf) words += $", {Age(trace.ReceivedAt - asOf)}";
        if (fact.Cost is { } cost) words += $", {cost} {trace.Money.Currency}";
        return words;
    }

    /// <summary>A source's name in words.</summary>
    public static string Of(string source, string trunk) => source switch
    {
        "trunk" => $"with the call, trunk {trunk}",
        "visit" => "page visit",
        "number" => "the number dialled",
        "ping" => "the ping",
        "numbering_plan" => "numbering plan",
        "earlier_calls" => "our calls",
        "zip_file" => "ZIP file",
        "visit_address" => "the visit's address",
        "append" => "appended",
        _ when source.StartsWith("lookup:", StringComparison.Ordinal) => $"look-up {source["lookup:".Length..]}",
        _ => source.Replace('_', ' '),
    };

    /// <summary>"new", "5 min old", "3 days old", "2 years old".</summary>
    public static string Age(TimeSpan age)
    {
        var (count, unit) = age.TotalMinutes switch
        {
            < 1 => (0, ""),
            < 60 => ((int)age.TotalMinutes, "min"),
            < 48 * 60 => ((int)age.TotalHours, "h"),
            < 730 * 24 * 60 => ((int)age.TotalDays, "days"),
            _ => ((int)(age.TotalDays / 365.25), "years"),
        };
        return count == 0 ? "new" : string.Create(CultureInfo.InvariantCulture, $"{count} {unit} old");
    }
}

/// <summary>One source that was asked, in words.</summary>
/// <param name="Said">"6 facts", "nothing", or why it was late or failed.</param>
/// <param name="IsBad">It was late, or failed.</param>
internal sealed record AskedSource(string Name, string Said, string Took, string? Age, string? Cost, bool IsBad)
{
    public static AskedSource Of(SourceTrace source, CallTrace trace) => new(
        FactOrigins.Of(source.Source, trace.Ingress.Trunk),
        source.Reason?.Text ?? source.Fields.Count switch
        {
            0 => source.Outcome == "known" ? "nothing new" : "nothing",
            1 => "1 fact",
            var count => $"{count} facts",
        },
        source.Ms.ToString(source.Ms < 1 ? "0.000" : "0.0", CultureInfo.InvariantCulture) + " ms",
        source.AsOf is { } asOf ? FactOrigins.Age(trace.ReceivedAt - asOf) : null,
        source.Cost is { } cost ? $"{cost} {trace.Money.Currency}" : null,
        source.Reason is not null);
}
