using Bidline.Campaigns;
using Bidline.Routing;

namespace Bidline.Server.Console.Campaigns;

/// <summary>A routing plan as people say it, with what each target could take at that moment. Pure.</summary>
/// <param name="Targets">In all tiers. <paramref name="Open"/> of them could take a call now, whoever calls.</param>
public sealed record PlanView(IReadOnlyList<TierView> Tiers, int Targets, int Open)
{
    /// <summary>Targets of a tier that have a row.</summary>
    public const int ListedMax = 100;

    public static PlanView Of(
        CampaignBook book, Campaign campaign, StandingBoard board, DateTimeOffset now)
    {
        var tiers = campaign.Tiers.Select((tier, index) =>
        {
            var targets = tier.Targets.Take(ListedMax)
                .Select(place => TargetNow.Of(book, campaign, tier, place, board, now));
            return new TierView(
                index + 1, TermsInWords.Order(tier.By) + TermsInWords.Extras(tier), TermsInWords.Next(tier.Next), [.. targets],
                Math.Max(0, tier.Targets.Count - ListedMax));
        }).ToArray();
        return new PlanView(
            tiers, campaign.Tiers.Sum(tier => tier.Targets.Count),
            tiers.Sum(tier => tier.Targets.Count(target => target.IsOpen)));
    }
}

/// <param name="Number">1 is tried first.</param>
/// <param name="Order">"the highest bid wins".</param>
/// <param name="Unlisted">Targets beyond those that have a row.</param>
/// <param name="Next">What follows on a dial that came to nothing; null where the campaign's rules stand.</param>
public sealed record TierView(
    int Number, string Order, string? Next, IReadOnlyList<TargetNow> Targets, int Unlisted);
