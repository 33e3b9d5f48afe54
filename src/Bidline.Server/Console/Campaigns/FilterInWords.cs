using System.Globalization;
using Bidline.Campaigns;

namespace Bidline.Server.Console.Campaigns;

/// <summary>A condition on calls as people say it: "state is FL or TX, and age at least 40". Pure.</summary>
internal static class FilterInWords
{
    private const int ValuesMax = 8;

    public static string Of(CallFilter filter) => filter switch
    {
        CallFilter.All(var parts) => string.Join(", and ", parts.Select(Part)),
        CallFilter.Any(var parts) => string.Join(", or ", parts.Select(Part)),
        CallFilter.Not(var inner) => $"not ({Of(inner)})",
        CallFilter.In(var field, var values) => $"{Name(field)} is {Values(values)}",
        CallFilter.Exists(var field) => $"{Name(field)} is known",
        CallFilter.Prefix(var field, var text) => $"{Name(field)} begins with {text}",
        CallFilter.Range(var field, { } least, { } most) => $"{Name(field)} from {Number(least)} to {Number(most)}",
        CallFilter.Range(var field, { } least, null) => $"{Name(field)} at least {Number(least)}",
        CallFilter.Range(var field, null, { } most) => $"{Name(field)} at most {Number(most)}",
        CallFilter.InList(var field, var list, _) => $"{Name(field)} is in the list {list}",
        CallFilter.Matches(var field, var pattern) => $"{Name(field)} matches {pattern}",
        _ => "a condition of its own",
    };

    private static string Part(CallFilter filter) =>
        filter is CallFilter.All { Of.Count: > 1 } or CallFilter.Any { Of.Count: > 1 } ? $"({Of(filter)})" : Of(filter);

    // "caller.state" is the state, "tags.age" the age: who else would have one?
    private static string Name(string field) => field[(field.IndexOf('.', StringComparison.Ordinal) + 1)..].Replace('_', ' ');

    private static string Values(IReadOnlyList<string> values)
    {
        if (values.Count == 1) return values[0];
        var shown = values.Take(ValuesMax).ToArray();
        return values.Count > ValuesMax
            ? $"{string.Join(", ", shown)} or {(values.Count - ValuesMax).ToString(CultureInfo.InvariantCulture)} others"
            : $"{string.Join(", ", shown[..^1])} or {shown[^1]}";
    }

    private static string Number(decimal number) => number.ToString("0.####", CultureInfo.InvariantCulture);
}
