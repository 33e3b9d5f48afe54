using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>What eligibility found about one target of the campaign: every failing check, not only the first.</summary>
/// <param name="Tier">Index of its tier in the routing plan, 0 first.</param>
/// <param name="Failed">In the order of the rules; empty means that the target may be asked.</param>
public sealed record Candidacy(Target Target, Buyer Buyer, int Tier, TierTarget Place, IReadOnlyList<Reason> Failed)
{
    public bool IsEligible => Failed.Count == 0;
}
