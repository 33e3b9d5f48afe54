using System.Globalization;
using Bidline.Campaigns;
using Bidline.Routing;

namespace Bidline.Linting.Lints;

/// <summary>Filters that no call can pass: what they ask of one field contradicts itself.</summary>
internal static class FilterLint
{
    /// <summary>Fields whose values never read as numbers.</summary>
    private static readonly string[] Words =
    [
        "caller.country", "caller.state", "caller.region", "caller.line_type", "caller.time_zone", "caller.attestation",
        CallFields.Weekday, CallFields.CallerWeekday, CallFields.Date,
    ];

    public static IEnumerable<Advice> Check(LintedMarket market)
    {
        foreach (var target in market.Targets)
        {
            if (target.Filter is not { } filter || Contradiction(filter) is not { } why) continue;
            yield return Advice.Warning(
                "filter_never", $"/targets/{target.Id}/filters", $"No call passes the filters of target {target.Id}: {why}.",
                "remove one of the two conditions, or put them under any");
        }
    }

    /// <summary>Null when some call may pass, as far as one field at a time can tell.</summary>
    internal static string? Contradiction(CallFilter filter)
    {
        if (filter is CallFilter.Any { Of.Count: > 0 } any)
        {
            var each = any.Of.Select(Contradiction).ToList();
            return each.TrueForAll(why => why is not null) ? each[0] : null;
        }

        var conditions = Leaves(filter).ToList();
        return conditions.OfType<CallFilter.Any>().Select(Contradiction).FirstOrDefault(why => why is not null)
            ?? conditions.Where(one => FieldOf(one).Length > 0).GroupBy(FieldOf, StringComparer.Ordinal)
                .Select(group => OfField(group.Key, [.. group])).FirstOrDefault(why => why is not null);
    }

    private static string? OfField(string field, List<CallFilter> conditions)
    {
        var asksForIt = conditions.Exists(one => one is not CallFilter.Not);
        if (asksForIt && conditions.Exists(one => one is CallFilter.Not { Inner: CallFilter.Exists }))
            return $"{field} is to be known and not to be known";
        var ranges = conditions.OfType<CallFilter.Range>().ToList();
        if (ranges.Count > 0 && Words.Contains(field)) return $"{field} is never a number";
        if (ranges.Max(range => range.AtLeast) is { } least && ranges.Min(range => range.AtMost) is { } most && least > most)
            return string.Create(CultureInfo.InvariantCulture, $"{field} is to be at least {least} and at most {most}");
        var named = conditions.OfType<CallFilter.In>().Select(one => one.Values).ToList();
        if (named.Count == 0) return null;
        var left = named.Skip(1).Aggregate(
            named[0].AsEnumerable(), (some, more) => some.Intersect(more, StringComparer.OrdinalIgnoreCase));
        return left.Any(value => conditions.TrueForAll(one => MayBe(one, value)))
            ? null
            : $"none of the values that {field} may have meets the other conditions on it";
    }

    private static bool MayBe(CallFilter condition, string value) => condition switch
    {
        CallFilter.Prefix prefix => value.StartsWith(prefix.Text, StringComparison.OrdinalIgnoreCase),
        CallFilter.Range range =>
            decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            && !(number < range.AtLeast) && !(number > range.AtMost),
        CallFilter.InList listed => listed.List.Contains(value),
        CallFilter.Not { Inner: CallFilter.In none } => !none.Values.Contains(value, StringComparer.OrdinalIgnoreCase),
        CallFilter.Not { Inner: CallFilter.InList none } => !none.List.Contains(value),
        _ => true,
    };

    /// <summary>What must hold whatever else does.</summary>
    private static IEnumerable<CallFilter> Leaves(CallFilter filter) =>
        filter is CallFilter.All all ? all.Of.SelectMany(Leaves) : [filter];

    private static string FieldOf(CallFilter condition) => condition switch
    {
        CallFilter.In one => one.Field,
        CallFilter.InList one => one.Field,
        CallFilter.Exists one => one.Field,
        CallFilter.Prefix one => one.Field,
        CallFilter.Matches one => one.Field,
        CallFilter.Range one => one.Field,
        CallFilter.Not { Inner: not (CallFilter.All or CallFilter.Any or CallFilter.Not) } not => FieldOf(not.Inner),
        _ => "",
    };
}
