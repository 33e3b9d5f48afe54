using Bidline.Campaigns;
using Bidline.Enrichment;

namespace Bidline.Linting.Lints;

/// <summary>States whose callers no target of the campaign takes, whatever else they bring.</summary>
internal static class UncoveredStateLint
{
    private const string Field = "caller.state";

    public static IEnumerable<Advice> Check(LintedMarket market)
    {
        foreach (var campaign in market.Campaigns)
        {
            var filters = market.OpenTargets(campaign).Select(target => target.Filter).ToList();
            if (filters.Count == 0 || filters.Contains(null)) continue;
            var uncovered = States.OfTheUnion.Where(state => filters.All(filter => Takes(filter!, state) == false)).ToList();
            if (uncovered.Count > 0) yield return Uncovered(campaign, uncovered);
        }
    }

    private static Advice Uncovered(Campaign campaign, List<string> uncovered)
    {
        var covered = States.OfTheUnion.Except(uncovered).ToList();
        var which = covered.Count < uncovered.Count
            ? $"takes callers from {(covered.Count == 0 ? "no state" : string.Join(", ", covered))} only"
            : $"has no target for callers from {string.Join(", ", uncovered)}";
        return Advice.Note(
            "uncovered_state", $"/campaigns/{campaign.Id}/routing/tiers",
            $"Campaign {campaign.Id} {which}; others go to the fallback.",
            "add a target without a state filter, or buy traffic for these states only");
    }

    /// <summary>Whether the filter takes callers from a state: yes, no, or null when other fields decide.</summary>
    internal static bool? Takes(CallFilter filter, string state) => filter switch
    {
        CallFilter.All all => Both(all.Of.Select(inner => Takes(inner, state))),
        CallFilter.Any { Of.Count: 0 } => true,
        CallFilter.Any any => Not(Both(any.Of.Select(inner => Not(Takes(inner, state))))),
        CallFilter.Not not => Not(Takes(not.Inner, state)),
        CallFilter.In { Field: Field } oneOf => oneOf.Values.Contains(state, StringComparer.OrdinalIgnoreCase),
        CallFilter.Prefix { Field: Field } prefix => state.StartsWith(prefix.Text, StringComparison.OrdinalIgnoreCase),
        CallFilter.Exists { Field: Field } => true,
        _ => null,
    };

    private static bool? Both(IEnumerable<bool?> verdicts)
    {
        bool? all = true;
        foreach (var verdict in verdicts)
        {
            if (verdict == false) return false;
            if (verdict is null) all = null;
        }

        return all;
    }

    private static bool? Not(bool? verdict) => verdict is { } known ? !known : null;
}
