using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing.Rules;

namespace Bidline.Routing;

/// <summary>
/// Judges the targets of a campaign for one call. Pure: rules look at the caller, the book and a forecast of what each
/// target can take; the exact check is the reserve. All rules run, so that an unsold call shows every obstacle.
/// </summary>
public static class Eligibility
{
    /// <summary>One rule, one file, one reason code (or one family); the first failing one decides.</summary>
    private static readonly Func<RuleInput, Reason?>[] All =
    [
        AlreadyTriedRule.Check,
        PausedRule.Check,
        PublisherRule.Check,
        CallingHoursRule.Check,
        HoursRule.Check,
        FilterRule.Check,
        DuplicatesRule.Check,
        AnonymousRule.Check,
        AttestationRule.Check,
        ConsentRule.Check,
        CapCallsRule.Check,
        CapSpendRule.Check,
        ConcurrencyRule.Check,
        GroupRule.Check,
        PacingRule.Check,
        BalanceRule.Check,
        FloorRule.Check,
        TierMinimumRule.Check,
        MarginRule.Check,
    ];

    /// <param name="standings">What each target can take now; null when its keeper has not reported yet.</param>
    /// <param name="tried">Targets that were asked earlier in this call.</param>
    /// <param name="groups">What each group of targets has used; null when nothing is known of it.</param>
    public static IReadOnlyList<Candidacy> Judge(
        CampaignBook book,
        Campaign campaign,
        PublisherTerms publisher,
        CallerProfile profile,
        Func<TargetId, BuyerId, Standing?> standings,
        DateTimeOffset now,
        IReadOnlySet<TargetId> tried,
        Func<GroupId, CapStanding?>? groups = null)
    {
        var facts = CallFacts.Of(profile, publisher.Publisher, campaign, now);
        var floor = PriceFloors.Of(campaign.Auction, facts);
        return Judge(book, new EligibilityRound(campaign, publisher, facts, floor, standings, now, tried)
        {
            Groups = groups ?? (static _ => null),
            PublisherAlias = EligibilityRound.AliasOf(book, publisher),
        });
    }

    internal static IReadOnlyList<Candidacy> Judge(CampaignBook book, EligibilityRound round)
    {
        var candidacies = new List<Candidacy>();
        for (var tier = 0; tier < round.Campaign.Tiers.Count; tier++)
        {
            foreach (var place in round.Campaign.Tiers[tier].Targets)
            {
                var target = book.Targets[place.Target];
                candidacies.Add(Judge(new Candidacy(target, book.Buyers[target.Buyer], tier, place, []), round));
            }
        }

        return candidacies;
    }

    /// <summary>The candidacy with every check that fails.</summary>
    internal static Candidacy Judge(Candidacy candidacy, EligibilityRound round)
    {
        var (target, buyer) = (candidacy.Target, candidacy.Buyer);
        var input = new RuleInput(
            target, buyer, round.Campaign, round.Publisher, round.Facts, round.Floor,
            round.Standings(target.Id, buyer.Id), round.Now, round.Tried.Contains(target.Id))
        {
            PublisherAlias = round.PublisherAlias,
            Tier = candidacy.Tier,
            GroupUse = target.Group is { } group ? round.Groups(group.Id) : null,
        };
        List<Reason>? failed = null;
        foreach (var rule in All)
            if (rule(input) is { } reason)
                (failed ??= []).Add(reason);
        return failed is null ? candidacy : candidacy with { Failed = failed };
    }
}

/// <summary>What is the same for every target that is judged for one call.</summary>
internal sealed record EligibilityRound(
    Campaign Campaign,
    PublisherTerms Publisher,
    CallFacts Facts,
    PriceFloor Floor,
    Func<TargetId, BuyerId, Standing?> Standings,
    DateTimeOffset Now,
    IReadOnlySet<TargetId> Tried)
{
    public Func<GroupId, CapStanding?> Groups { get; init; } = static _ => null;

    /// <summary>What buyers see in place of the publisher's id.</summary>
    public string PublisherAlias { get; init; } = "unknown";

    public static string AliasOf(CampaignBook book, PublisherTerms terms) =>
        book.Publishers.TryGetValue(terms.Publisher, out var publisher) ? publisher.Alias : "unknown";
}

/// <summary>What a rule may look at.</summary>
public sealed record RuleInput(
    Target Target,
    Buyer Buyer,
    Campaign Campaign,
    PublisherTerms Publisher,
    CallFacts Facts,
    PriceFloor Floor,
    Standing? Standing,
    DateTimeOffset Now,
    bool WasTried)
{
    /// <summary>What buyers see in place of the publisher's id.</summary>
    public string PublisherAlias { get; init; } = "unknown";

    /// <summary>Index of the target's tier in the campaign, 0 first.</summary>
    public int Tier { get; init; }

    /// <summary>What the target's group has used; null when it has none, or its keeper has not reported.</summary>
    public CapStanding? GroupUse { get; init; }
}
