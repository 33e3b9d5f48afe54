using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// A caller who goes back to the target that had it: in the first round nobody else is asked. When the target does not
/// take the call, the next round asks as usual. Pure.
/// </summary>
internal static class SameTarget
{
    public static Judged First(Judged judged, EligibilityRound round)
    {
        if (round.Facts.Profile.Past is null || round.Tried.Count > 0) return judged;
        if (BackTo(judged, round) is not ({ } target, { } match)) return judged;
        var reason = Reason.Of(
            "not_asked.same_target",
            ("target", target.Target.Id.Value), ("whose", match.Whose), ("ago", RepeatMatch.Text(match.Ago)),
            ("window", RepeatMatch.Text(match.Rule.Window)));
        var (listed, more) = (new List<Candidacy>(), 0);
        foreach (var candidacy in judged.Candidacies)
        {
            if (!candidacy.IsEligible || candidacy.Target.Id == target.Target.Id) listed.Add(candidacy);
            // A big campaign may have thousands of others: as many as elsewhere are written out.
            else if (listed.Count < TargetFinder.ListedMax) listed.Add(candidacy with { Failed = [reason] });
            else more++;
        }

        return judged with
        {
            GoesBackTo = target.Target.Id,
            Candidacies = listed,
            Unlisted = more == 0 ? judged.Unlisted : [.. judged.Unlisted, new UnlistedTargets(reason.Code, more)],
        };
    }

    /// <summary>The target that had the caller last, among those that may take the call; the plan's first of two.</summary>
    private static (Candidacy?, RepeatMatch?) BackTo(Judged judged, EligibilityRound round)
    {
        (Candidacy? Target, RepeatMatch? Match) best = default;
        foreach (var candidacy in judged.Candidacies)
        {
            // A shadow is never sold to.
            if (!candidacy.IsEligible || candidacy.Target.Price is TargetPrice.Bidder { Terms.Shadow: true }) continue;
            var match = RepeatCallers.Back(
                candidacy.Target, candidacy.Buyer, round.Campaign, round.Facts.Profile.Past, round.Now);
            if (match is not null && (best.Match is null || match.At > best.Match.At)) best = (candidacy, match);
        }

        return best;
    }
}
