using Bidline.Campaigns;

namespace Bidline.Routing.Sieve;

/// <summary>What one target asks of one field, as far as bits can hold it. Every condition must hold.</summary>
internal sealed class FieldTerms
{
    /// <summary>The values that pass; null when any does.</summary>
    public HashSet<string>? OneOf { get; private set; }

    public HashSet<string> NoneOf { get; } = new(StringComparer.OrdinalIgnoreCase);

    public bool IsNeeded { get; private set; }

    public bool IsForbidden { get; private set; }

    /// <summary>
    /// The conditions of a filter by field. What bits cannot hold (any, ranges, prefixes, nested exclusions) is left
    /// out: it is asked of the few that are left. So a target may pass here that fails there, and never the other way.
    /// </summary>
    public static Dictionary<string, FieldTerms> Of(CallFilter? filter)
    {
        var terms = new Dictionary<string, FieldTerms>(StringComparer.Ordinal);
        if (filter is not null) Add(filter, terms);
        return terms;
    }

    private static void Add(CallFilter filter, Dictionary<string, FieldTerms> terms)
    {
        switch (filter)
        {
            case CallFilter.All all:
                foreach (var inner in all.Of) Add(inner, terms);
                break;
            case CallFilter.In oneOf:
                At(oneOf.Field, terms).Allow(oneOf.Values);
                break;
            case CallFilter.Exists exists:
                At(exists.Field, terms).IsNeeded = true;
                break;
            case CallFilter.Range range:
                At(range.Field, terms).IsNeeded = true;
                break;
            case CallFilter.InList listed:
                At(listed.Field, terms).IsNeeded = true;
                break;
            case CallFilter.Matches matches:
                At(matches.Field, terms).IsNeeded = true;
                break;
            case CallFilter.Prefix prefix:
                At(prefix.Field, terms).IsNeeded = true;
                break;
            case CallFilter.Not { Inner: CallFilter.In none }:
                At(none.Field, terms).NoneOf.UnionWith(none.Values);
                break;
            case CallFilter.Not { Inner: CallFilter.Exists exists }:
                At(exists.Field, terms).IsForbidden = true;
                break;
            default:
                break;
        }
    }

    private static FieldTerms At(string field, Dictionary<string, FieldTerms> terms) =>
        terms.TryGetValue(field, out var known) ? known : terms[field] = new FieldTerms();

    private void Allow(IReadOnlyList<string> values)
    {
        IsNeeded = true;
        if (OneOf is { } already) already.IntersectWith(values);
        else OneOf = new HashSet<string>(values, StringComparer.OrdinalIgnoreCase);
    }
}
