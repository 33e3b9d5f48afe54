using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing.Rules;

namespace Bidline.Routing;

/// <summary>
/// Judges every target of a campaign for one call. Pure: rules look at the caller, the book and a forecast of what each
/// target can take; the exact check is the reserve. All rules run, so that an unsold call shows every obstacle.
/// </summary>
public static class Eligibility
{
    /// <summary>One rule, one file, one reason code (or one family); the first failing one decides.</summary>
    private static readonly Func<RuleInput, Reason?>[] All =
    [
        AlreadyTriedRule.Check,
        PausedRule.Check,
        HoursRule.Check,
        FilterRule.Check,
        CallsPerDayRule.Check,
        SpendPerDayRule.Check,
        ConcurrencyRule.Check,
        BalanceRule.Check,
        FloorRule.Check,
        MarginRule.Check,
    ];

    /// <param name="standings">What each target can take now; null when its keeper has not reported yet.</param>
    /// <param name="tried">Targets that were asked earlier in this call.</param>
    public static IReadOnlyList<Candidacy> Judge(
        CampaignBook book,
        Campaign campaign,
        PublisherTerms publisher,
        CallerProfile profile,
        Func<TargetId, BuyerId, Standing?> standings,
        DateTimeOffset now,
        IReadOnlySet<TargetId> tried)
    {
        var candidacies = new List<Candidacy>();
        for (var tier = 0; tier < campaign.Tiers.Count; tier++)
        {
            foreach (var place in campaign.Tiers[tier].Targets)
            {
                var target = book.Targets[place.Target];
                var buyer = book.Buyers[target.Buyer];
                var input = new RuleInput(
                    target, buyer, campaign, publisher, profile, standings(target.Id, buyer.Id), now,
                    tried.Contains(target.Id));
                candidacies.Add(new Candidacy(target, buyer, tier, place, Failing(input)));
            }
        }

        return candidacies;
    }

    private static List<Reason> Failing(RuleInput input)
    {
        var failed = new List<Reason>();
        foreach (var rule in All)
            if (rule(input) is { } reason)
                failed.Add(reason);
        return failed;
    }
}

/// <summary>What a rule may look at.</summary>
public sealed record RuleInput(
    Target Target,
    Buyer Buyer,
    Campaign Campaign,
    PublisherTerms Publisher,
    CallerProfile Profile,
    Standing? Standing,
    DateTimeOffset Now,
    bool WasTried);
