using Bidline.Campaigns;

namespace Bidline.Linting.Lints;

/// <summary>A tier that no call can come to, or that has nobody in it who could be sold to.</summary>
internal static class UnreachableTierLint
{
    public static IEnumerable<Advice> Check(LintedMarket market)
    {
        foreach (var campaign in market.Campaigns)
        {
            var dialledBefore = 0;
            foreach (var (index, tier) in campaign.Tiers.Index())
            {
                var pointer = $"/campaigns/{campaign.Id}/routing/tiers/{index}";
                if (!market.OpenTargets(tier).Any())
                {
                    yield return Advice.Warning(
                        "empty_tier", pointer,
                        $"Tier {index + 1} of campaign {campaign.Id} has only paused targets.",
                        "unpause one of them, or remove the tier");
                }

                if (market.OpenTargets(tier).Any() && market.OpenTargets(tier).All(IsShadow))
                {
                    yield return Advice.Warning(
                        "shadow_tier", pointer,
                        $"Tier {index + 1} of campaign {campaign.Id} has only bidders in shadow: it sells nothing.",
                        "switch one of them on (shadow: false), or put them into a tier that sells");
                }

                if (dialledBefore >= campaign.AttemptsMax)
                {
                    yield return Advice.Warning(
                        "unreachable_tier", pointer,
                        $"Before tier {index + 1} of campaign {campaign.Id} come {dialledBefore} targets, and a call is "
                        + $"dialled at most {campaign.AttemptsMax} times.",
                        "put fewer targets into the tiers before it");
                }

                foreach (var advice in NeverFirst(tier, campaign, pointer)) yield return advice;
                dialledBefore += tier.Targets.Count;
            }
        }
    }

    private static bool IsShadow(Target target) => target.Price is TargetPrice.Bidder { Terms.Shadow: true };

    private static IEnumerable<Advice> NeverFirst(Tier tier, Campaign campaign, string pointer) =>
        from place in tier.Targets
        where tier.By == TierOrder.Weight && place.Weight == 0 && tier.Targets.Count > 1
        select Advice.Note(
            "weight_zero", $"{pointer}/targets/{place.Target}/weight",
            $"Target {place.Target} has weight 0 in campaign {campaign.Id}: it is tried only after all others.",
            "give it a weight, or leave it as a reserve");
}
