using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Server.Console.Live;

namespace Bidline.Server.Console.Campaigns;

/// <summary>What a target of a plan can take at this moment, whoever calls.</summary>
/// <param name="Price">"$34.00 a call", "by bid, at most $60.00 (ringba)".</param>
/// <param name="Obstacles">Why it could take no call now; empty when it is open.</param>
/// <param name="Asks">"callers of FL or TX": what it wants of a caller; null for anybody.</param>
/// <param name="Cap">The cap of the target or its buyer that is nearest to its limit; null without any.</param>
/// <param name="Free">Null until the buyer's keeper has told.</param>
public sealed record TargetNow(
    string Id, string Name, string Buyer, string Price, string? Place, IReadOnlyList<Obstacle> Obstacles, string? Asks,
    Gauge Lines, Gauge? Cap, Money? Free)
{
    // What does not depend on who calls. Everything else is for a test to find.
    private static readonly HashSet<string> OfTheMoment =
    [
        "not_asked.paused", "not_asked.hours_closed", "not_asked.holiday", "not_asked.concurrency", "not_asked.pacing",
        "not_asked.balance", "not_asked.cap_calls", "not_asked.cap_spend",
    ];

    public bool IsOpen => Obstacles.Count == 0;

    public static TargetNow Of(
        CampaignBook book, Campaign campaign, Tier tier, TierTarget place,
        StandingBoard board, DateTimeOffset now)
    {
        var target = book.Targets[place.Target];
        var buyer = book.Buyers[target.Buyer];
        var use = board.Of(target.Id, buyer.Id);
        var failed = FailedOf(book, campaign, tier, place, board, now);
        return new TargetNow(
            target.Id.Value,
            target.Name,
            buyer.Name,
            TermsInWords.Price(target.Price),
            TermsInWords.Place(tier.By, place),
            [.. failed.Where(IsOfTheMoment).Select(Obstacle.Of)],
            target.Filter is { } filter ? FilterInWords.Of(filter) : null,
            Gauge.OfLines(use?.Target.Live ?? 0, target.Caps.Concurrent),
            new[]
            {
                CampaignsReading.NearestCap(target.Caps, use?.Target ?? CapStanding.Unused),
                CampaignsReading.NearestCap(buyer.Caps, use?.Buyer ?? CapStanding.Unused),
            }.Where(gauge => gauge is not null).MaxBy(gauge => gauge!.Share),
            use?.FreeFunds);
    }

    private static IReadOnlyList<Reason> FailedOf(
        CampaignBook book, Campaign campaign, Tier tier, TierTarget place,
        StandingBoard board, DateTimeOffset now)
    {
        var alone = campaign with { Tiers = [tier with { Targets = [place] }] };
        var publisher = campaign.Publishers.Values.FirstOrDefault() ?? Nobody(campaign);
        return Eligibility.Judge(
            book, alone, publisher, CallerProfile.Unknown(default), board.Of, now, new HashSet<TargetId>(), board.Of)[0]
            .Failed;
    }

    private static bool IsOfTheMoment(Reason reason) => OfTheMoment.Contains(reason.Code);

    private static PublisherTerms Nobody(Campaign campaign) => new(
        new PublisherId("nobody"), new PayoutTerms.Fixed(Money.Zero(campaign.Auction.Floor.Currency)),
        new QualifyRule(TimeSpan.Zero), Caps.None);
}

/// <param name="Text">With the compared values.</param>
public sealed record Obstacle(string Code, string Brief, string Text)
{
    public static Obstacle Of(Reason reason) =>
        new(reason.Code, ReasonCatalogue.Brief(reason.Code), ReasonCatalogue.Say(reason));
}
