using System.Globalization;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The target does not take such a caller: place, or any other field, or a field that nobody sent.</summary>
internal static class FilterRule
{
    private const string State = "caller.state";

    public static Reason? Check(RuleInput input) =>
        input.Target.Filter is { } filter ? Failing(filter, input.Profile) : null;

    /// <summary>Null when the filter holds, otherwise the first condition that does not.</summary>
    internal static Reason? Failing(CallFilter filter, CallerProfile profile) => filter switch
    {
        CallFilter.All all => all.Of.Select(inner => Failing(inner, profile)).FirstOrDefault(r => r is not null),
        CallFilter.Any { Of.Count: 0 } => null,
        CallFilter.Any any => FailingAny(any, profile),
        CallFilter.Not not => Failing(not.Inner, profile) is null ? Denied(not.Inner, profile) : null,
        CallFilter.In oneOf => Compare(oneOf.Field, profile, "one of", string.Join(' ', oneOf.Values),
            value => oneOf.Values.Contains(value, StringComparer.OrdinalIgnoreCase)),
        CallFilter.Prefix prefix => Compare(prefix.Field, profile, "prefix", prefix.Text,
            value => value.StartsWith(prefix.Text, StringComparison.OrdinalIgnoreCase)),
        CallFilter.Range range => Compare(range.Field, profile, "between", $"{range.AtLeast}..{range.AtMost}",
            value => Holds(range, value)),
        CallFilter.Exists exists => CallFields.Read(profile, exists.Field) is null ? Missing(exists.Field) : null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Reason? FailingAny(CallFilter.Any any, CallerProfile profile)
    {
        Reason? first = null;
        foreach (var inner in any.Of)
        {
            if (Failing(inner, profile) is not { } reason) return null;
            first ??= reason;
        }

        return first;
    }

    private static Reason? Compare(
        string field, CallerProfile profile, string op, string wanted, Func<string, bool> holds)
    {
        if (CallFields.Read(profile, field) is not { } value)
            return field == State ? Reason.Of("not_asked.geo", ("states", wanted), ("state", "unknown")) : Missing(field);
        if (holds(value)) return null;
        return field == State
            ? Reason.Of("not_asked.geo", ("states", wanted), ("state", value))
            : Reason.Of("not_asked.filter", ("field", field), ("value", value), ("op", op), ("wanted", wanted));
    }

    private static bool Holds(CallFilter.Range range, string text) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
        && (range.AtLeast is not { } least || value >= least)
        && (range.AtMost is not { } most || value <= most);

    private static Reason Missing(string field) => Reason.Of("not_asked.field_missing", ("field", field));

    private static Reason Denied(CallFilter inner, CallerProfile profile)
    {
        var field = Field(inner);
        return Reason.Of(
            "not_asked.filter",
            ("field", field), ("value", CallFields.Read(profile, field)), ("op", "not"), ("wanted", Wanted(inner)));
    }

    private static string Field(CallFilter filter) => filter switch
    {
        CallFilter.In f => f.Field,
        CallFilter.Prefix f => f.Field,
        CallFilter.Range f => f.Field,
        CallFilter.Exists f => f.Field,
        _ => "condition",
    };

    private static string Wanted(CallFilter filter) => filter switch
    {
        CallFilter.In f => string.Join(' ', f.Values),
        CallFilter.Prefix f => f.Text,
        CallFilter.Range f => $"{f.AtLeast}..{f.AtMost}",
        CallFilter.Exists => "present",
        _ => "holds",
    };
}
