using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Plans;
using Bidline.Storage;

namespace Bidline.Pings;

/// <summary>
/// Asks what a call would bring, tier by tier like a call that nobody answers, until somebody offers or the time is up.
/// </summary>
public sealed class PingAuction(
    TargetFinder targets, OddsBoard odds, Auctioneer auctioneer, CallersAsked callers, Store store, TimeProvider clock)
{
    /// <summary>With less time than this the next tier is not asked.</summary>
    public static readonly TimeSpan TimeLeast = TimeSpan.FromMilliseconds(10);

    /// <param name="terms">What the publisher will be paid by.</param>
    public async Task<PingAuctionResult> HoldAsync(
        Ping ping, CampaignBook book, Campaign campaign, Publisher publisher, PublisherTerms terms,
        CallerProfile profile, Deadline deadline)
    {
        var walk = new PlanWalk();
        var held = new List<AuctionRecord>();
        while (true)
        {
            var judged = targets.Judge(book, campaign, terms, profile, clock.GetUtcNow(), walk.Tried);
            var isLate = !walk.IsFresh && deadline.Left < TimeLeast;
            if (isLate || walk.TierOf(judged) is not { } tier) return new PingAuctionResult(held, []);
            var order = OrderOf(ping, book, campaign, publisher, terms, profile, judged, tier, deadline.Left);
            using var asked = callers.Ask(ping, book, judged.Candidacies);
            var result = await auctioneer.HoldAsync(order, late => Record(late, book, ping), CancellationToken.None)
                .ConfigureAwait(false);
            store.Bids.Add(result.Record, campaign.Id, publisher.Id, profile.State, ping.IsTest);
            held.Add(result.Record);
            if (result.Offers.Count > 0) return new PingAuctionResult(held, result.Offers);
            walk.Use(result.Record.UsedUp());
        }
    }

    private AuctionOrder OrderOf(
        Ping ping, CampaignBook book, Campaign campaign, Publisher publisher, PublisherTerms terms, CallerProfile profile,
        Judged judged, int tier, TimeSpan left)
    {
        var id = AuctionId.New(clock);
        return new AuctionOrder(
            id, new CallId(ping.Id.Value), book, campaign, publisher, profile, judged.Candidacies, tier,
            Seed.Of(id), "ping", ping.IsTest)
        {
            // A ping may take longer than a caller waits, and its price has to leave our margin on its own terms.
            Terms = terms,
            Deadline = left,
            Floor = judged.Floor,
            Odds = odds.Current,
            Past = odds.Past,
            Unlisted = judged.Unlisted,
            Chain = ping.Chain,
            HidesCaller = !ping.ExposesCaller,
        };
    }

    private void Record(CallEvent.LateBid late, CampaignBook book, Ping ping) => store.Bids.AddLate(
        late.Auction, late.Target, book.Targets[late.Target].Buyer, ping.IsTest, late.Answer);
}

/// <param name="Held">One for each tier that was asked; never empty.</param>
/// <param name="Offers">Best first; empty when nobody wants it.</param>
public sealed record PingAuctionResult(IReadOnlyList<AuctionRecord> Held, IReadOnlyList<Offer> Offers)
{
    /// <summary>The one that decided.</summary>
    public AuctionRecord Record => Held[^1];

    /// <summary>The reason of whoever was closest to taking it.</summary>
    public Reason WhyNobody => ClosestToSale.CandidateOf(Held)?.Reason ?? Reason.Of("call.no_targets");
}
