using Bidline.Campaigns;
using Bidline.Routing;

namespace Bidline.Linting.Lints;

/// <summary>What is asked of callers and can never be met, or is asked twice.</summary>
internal static class CallerLint
{
    public static IEnumerable<Advice> Check(LintedMarket market) =>
        [.. Untrusted(market), .. market.Targets.SelectMany(target => Covered(market, target)), .. NeverBack(market)];

    private static IEnumerable<Advice> Untrusted(LintedMarket market)
    {
        var receiving = market.Book.Trunks.Values.Where(trunk => trunk.Match.Count > 0).ToArray();
        if (receiving.Length == 0 || receiving.Any(trunk => trunk.TrustsAttestation)) yield break;
        var asking = market.Campaigns.Where(campaign => campaign.Callers.Attestation is not null)
            .Select(campaign => ($"/campaigns/{campaign.Id}", $"Campaign {campaign.Id}", campaign.Callers.Attestation))
            .Concat(market.Targets.Where(target => target.Callers.Attestation is not null)
                .Select(target => ($"/targets/{target.Id}", $"Target {target.Id}", target.Callers.Attestation)));
        foreach (var (path, who, wanted) in asking)
        {
            yield return Advice.Warning(
                "attestation_untrusted", $"{path}/attestation",
                $"{who} takes callers attested {wanted} or better, and no trunk that calls come from is trusted to say so.",
                "set trust_attestation: true on a trunk whose carrier checks, or leave attestation out");
        }
    }

    private static IEnumerable<Advice> Covered(LintedMarket market, Target target)
    {
        if (target.Duplicates is { Action: DuplicateAction.Skip, Scope: DuplicateScope.Target } own
            && market.BuyerOf(target).Duplicates is { Action: DuplicateAction.Skip, Scope: DuplicateScope.Buyer } wider
            && wider.Window >= own.Window && wider.Since <= own.Since)
        {
            yield return Advice.Note(
                "duplicates_covered", $"/targets/{target.Id}/duplicates",
                $"Target {target.Id} skips callers it had within {RepeatMatch.Text(own.Window)}; its buyer's rule skips them "
                + $"for {RepeatMatch.Text(wider.Window)} already.",
                "leave the target's rule out, or give it a longer window");
        }
    }

    private static IEnumerable<Advice> NeverBack(LintedMarket market)
    {
        foreach (var campaign in market.Campaigns)
        {
            if (campaign.Duplicates is not { Action: DuplicateAction.SameTarget, Scope: not DuplicateScope.Buyer } back) continue;
            foreach (var target in market.OpenTargets(campaign))
            {
                if (target.Duplicates is not { Action: DuplicateAction.Skip, Scope: DuplicateScope.Target } skip
                    || skip.Since > back.Since || skip.Window < back.Window) continue;
                yield return Advice.Note(
                    "never_back", $"/targets/{target.Id}/duplicates",
                    $"Campaign {campaign.Id} sends callers back to the target that had them, and target {target.Id} skips "
                    + "them at the same time.",
                    "leave one of the two rules out");
            }
        }
    }
}
