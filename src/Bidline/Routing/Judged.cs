using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>What eligibility found for one call.</summary>
/// <param name="Candidacies">
/// Every target of the campaign in the order of its plan; of a campaign beyond <see cref="TargetFinder.ListedMax"/>
/// those that may be asked, and of the others as many as are enough to explain.
/// </param>
/// <param name="Unlisted">The others, counted. Empty for a campaign of ordinary size.</param>
public sealed record Judged(
    IReadOnlyList<Candidacy> Candidacies, IReadOnlyList<UnlistedTargets> Unlisted, PriceFloor Floor)
{
    /// <summary>The target that had this caller before and is asked alone; null where nobody is preferred.</summary>
    public TargetId? GoesBackTo { get; init; }
}

/// <summary>Targets of a big campaign that have no row of their own.</summary>
/// <param name="Reason">A code of docs/reasons.md that is true of each of them, though perhaps not the only one.</param>
public sealed record UnlistedTargets(string Reason, int Targets);
