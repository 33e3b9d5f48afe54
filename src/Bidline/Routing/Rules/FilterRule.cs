using System.Globalization;
using System.Text.RegularExpressions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The target does not take such a caller: place, or any other field, or a field that nobody sent.</summary>
internal static class FilterRule
{
    private const string State = "caller.state";

    /// <summary>Values of a list that a reason names.</summary>
    private const int ShownMax = 60;

    public static Reason? Check(RuleInput input) =>
        input.Target.Filter is { } filter ? Failing(filter, input.Facts) : null;

    /// <summary>Null when the filter holds, otherwise the first condition that does not.</summary>
    internal static Reason? Failing(CallFilter filter, CallFacts facts)
    {
        try
        {
            return FailingOf(filter, facts);
        }
        catch (RegexMatchTimeoutException late)
        {
            // Neither the pattern nor its opposite is known to hold.
            return Reason.Of(
                "not_asked.filter",
                ("field", "pattern"), ("value", "not read in time"), ("op", "matches"), ("wanted", late.Pattern));
        }
    }

    private static Reason? FailingOf(CallFilter filter, CallFacts facts) => filter switch
    {
        CallFilter.All all => FailingAll(all, facts),
        CallFilter.Any { Of.Count: 0 } => null,
        CallFilter.Any any => FailingAny(any, facts),
        CallFilter.Not not => FailingOf(not.Inner, facts) is null ? Denied(not.Inner, facts) : null,
        CallFilter.In oneOf => CallFields.Read(facts, oneOf.Field) is { } value && IsOneOf(oneOf, value)
            ? null
            : Refused(oneOf.Field, facts, "one of", oneOf),
        CallFilter.Prefix prefix => CallFields.Read(facts, prefix.Field) is { } value
            && value.StartsWith(prefix.Text, StringComparison.OrdinalIgnoreCase)
            ? null
            : Refused(prefix.Field, facts, "prefix", prefix),
        CallFilter.Matches matches => CallFields.Read(facts, matches.Field) is { } value && IsFound(matches, value)
            ? null
            : Refused(matches.Field, facts, "matches", matches),
        CallFilter.InList listed => CallFields.Read(facts, listed.Field) is { } value && listed.List.Contains(value)
            ? null
            : Refused(listed.Field, facts, "in the list", listed),
        CallFilter.Range range => CallFields.Read(facts, range.Field) is { } value && Holds(range, value)
            ? null
            : Refused(range.Field, facts, "between", range),
        CallFilter.Exists exists => CallFields.Read(facts, exists.Field) is null ? Missing(exists.Field) : null,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Reason? FailingAll(CallFilter.All all, CallFacts facts)
    {
        foreach (var inner in all.Of)
            if (FailingOf(inner, facts) is { } reason)
                return reason;
        return null;
    }

    private static Reason? FailingAny(CallFilter.Any any, CallFacts facts)
    {
        Reason? first = null;
        foreach (var inner in any.Of)
        {
            if (FailingOf(inner, facts) is not { } reason) return null;
            first ??= reason;
        }

        return first;
    }

    private static Reason Refused(string field, CallFacts facts, string op, CallFilter filter)
    {
        var value = CallFields.Read(facts, field);
        if (field == State)
            return Reason.Of("not_asked.geo", ("states", Wanted(filter)), ("state", value ?? "unknown"));
        return value is null
            ? Missing(field)
            : Reason.Of(
                "not_asked.filter",
                ("field", field), ("value", CallFields.Shown(field, value)), ("op", op), ("wanted", Wanted(filter)));
    }

    private static bool IsOneOf(CallFilter.In filter, string value)
    {
        foreach (var wanted in filter.Values)
            if (wanted.Equals(value, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static bool IsFound(CallFilter.Matches matches, string value) =>
        matches.Pattern.IsMatch(value.AsSpan(0, Math.Min(value.Length, CallFilter.Matches.LookedAtMax)));

    private static bool Holds(CallFilter.Range range, string text) =>
        decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
        && (range.AtLeast is not { } least || value >= least)
        && (range.AtMost is not { } most || value <= most);

    private static Reason Missing(string field) => Reason.Of("not_asked.field_missing", ("field", field));

    private static Reason Denied(CallFilter inner, CallFacts facts)
    {
        var field = Field(inner);
        return Reason.Of(
            "not_asked.filter",
            ("field", field), ("value", CallFields.Shown(field, CallFields.Read(facts, field))), ("op", "not"),
            ("wanted", Wanted(inner)));
    }

    private static string Field(CallFilter filter) => filter switch
    {
        CallFilter.In f => f.Field,
        CallFilter.Prefix f => f.Field,
        CallFilter.Matches f => f.Field,
        CallFilter.InList f => f.Field,
        CallFilter.Range f => f.Field,
        CallFilter.Exists f => f.Field,
        _ => "condition",
    };

    private static string Wanted(CallFilter filter) => filter switch
    {
        CallFilter.In { Values.Count: > ShownMax } f =>
            $"{string.Join(' ', f.Values.Take(ShownMax))} and {f.Values.Count - ShownMax} more",
        CallFilter.In f => string.Join(' ', f.Values),
        CallFilter.Prefix f => f.Text,
        CallFilter.InList f => f.Id,
        CallFilter.Matches f => f.Pattern.ToString(),
        CallFilter.Range f => $"{f.AtLeast}..{f.AtMost}",
        CallFilter.Exists => "present",
        _ => "holds",
    };
}
