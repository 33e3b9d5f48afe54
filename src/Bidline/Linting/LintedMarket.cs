using Bidline.Campaigns;

namespace Bidline.Linting;

/// <summary>The market as lints look at it: entries in the order of their ids, and who could take a call at all.</summary>
internal sealed record LintedMarket(CampaignBook Book, DateTimeOffset Now)
{
    public IReadOnlyList<Campaign> Campaigns { get; } =
        [.. Book.Campaigns.Values.OrderBy(campaign => campaign.Id.Value, StringComparer.Ordinal)];

    public IReadOnlyList<Target> Targets { get; } =
        [.. Book.Targets.Values.OrderBy(target => target.Id.Value, StringComparer.Ordinal)];

    public Buyer BuyerOf(Target target) => Book.Buyers[target.Buyer];

    public bool IsPaused(Target target) => target.Paused || BuyerOf(target).Paused;

    /// <summary>The targets of a tier that somebody has not paused.</summary>
    public IEnumerable<Target> OpenTargets(Tier tier) =>
        tier.Targets.Select(place => Book.Targets[place.Target]).Where(target => !IsPaused(target));

    /// <summary>Every target of a campaign that is not paused.</summary>
    public IReadOnlyList<Target> OpenTargets(Campaign campaign) => [.. campaign.Tiers.SelectMany(OpenTargets)];

    public bool DialsNumbers => Book.DiallingTrunk is not null;
}
