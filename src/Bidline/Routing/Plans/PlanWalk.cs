using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing.Plans;

/// <summary>How far one call has come in its routing plan: who had a turn, and which tiers are behind it.</summary>
public sealed class PlanWalk
{
    private readonly HashSet<TargetId> _tried = [];
    private int _behind = -1;
    private bool _isOver;

    public IReadOnlySet<TargetId> Tried => _tried;

    /// <summary>Nobody has been asked yet.</summary>
    public bool IsFresh { get; private set; } = true;

    /// <summary>
    /// The tier that is asked next; null when none is left. The first tier is asked also when nobody may take the call:
    /// its auction says why.
    /// </summary>
    public int? TierOf(Judged judged)
    {
        if (_isOver) return null;
        int? next = null;
        foreach (var candidacy in judged.Candidacies)
        {
            if (candidacy.IsEligible && candidacy.Tier > _behind)
                next = Math.Min(next ?? candidacy.Tier, candidacy.Tier);
        }

        return next ?? (IsFresh ? 0 : null);
    }

    /// <summary>These need not be asked again in this call.</summary>
    public void Use(IEnumerable<TargetId> targets)
    {
        _tried.UnionWith(targets);
        IsFresh = false;
    }

    /// <summary>A rule leaves a tier for the next, or the whole plan for the fallback.</summary>
    public void Follow(NextStep step, int tier)
    {
        if (step == NextStep.NextTier) _behind = Math.Max(_behind, tier);
        if (step == NextStep.Stop) _isOver = true;
    }
}
