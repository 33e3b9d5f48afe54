using Bidline.Auctions;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Odds;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Plans;
using Bidline.Storage;

namespace Bidline.Calls;

/// <summary>
/// Takes one admitted call along its routing plan: whom a publisher was promised, then tier by tier an auction and the
/// dials that follow from it, then where the campaign overflows to.
/// </summary>
public sealed class CallRoute(
    PromisedSale promises,
    Enricher enricher,
    TargetFinder targets,
    OddsBoard odds,
    Auctioneer auctioneer,
    Connector connector,
    OverflowWay overflow,
    Store store,
    TimeProvider clock)
{
    /// <param name="promised">What a publisher was promised for this call; null where it was not pinged first.</param>
    /// <returns>How the call ended; null when nobody took it and the caller is still there.</returns>
    public async Task<CallEvent.Ended?> FollowAsync(
        LiveCall call, Admission.Admitted admitted, CallerProfile profile, Reservation? promised) =>
        await OfferAsync(call, admitted, profile, "call", promised).ConfigureAwait(false)
        ?? await overflow.FollowAsync(call, admitted, to => OfferAsync(call, to, profile, "overflow")).ConfigureAwait(false);

    /// <summary>
    /// Judge, auction, dial, tier by tier; a tier whose auction closed early is asked again when its offers are used up.
    /// Null when nobody took the call and the caller is still there.
    /// </summary>
    /// <param name="first">Why the first auction is held: "call" or "overflow".</param>
    /// <param name="promised">What a publisher was promised for this call: its winner comes before any auction.</param>
    private async Task<CallEvent.Ended?> OfferAsync(
        LiveCall call, Admission.Admitted admitted, CallerProfile profile, string first, Reservation? promised = null)
    {
        var walk = new PlanWalk();
        if (promised is not null)
        {
            var kept = await promises.OfferAsync(call, admitted, profile, promised, walk).ConfigureAwait(false);
            if (kept is not null) return kept;
        }

        while (!call.Caller.CallerGone.IsCancellationRequested)
        {
            profile = enricher.TakeUp(call, admitted, profile);
            var judged = targets.Judge(
                call.Book, admitted.Campaign, admitted.Terms, profile, clock.GetUtcNow(), walk.Tried,
                call.Inbound.Dialled);
            if (walk.TierOf(judged) is not { } tier) return null;
            var (trigger, attempts) = (walk.IsFresh ? first : "reroute", call.Attempts);
            var auction = await AuctionAsync(call, admitted, profile, judged, tier, trigger).ConfigureAwait(false);
            var round = new PlanRound(admitted.Campaign, admitted.Terms, tier);
            var connection = await connector.ConnectAsync(call, round, auction.Offers).ConfigureAwait(false);
            if (connection is Connection.Over(var ended)) return ended;
            walk.Use(auction.Record.UsedUp().Except(ExpiredSince(call, attempts)));
            call.Step = ((Connection.NotTaken)connection).Step;
            // Who was asked before its tier's turn leaves the tiers before it as they were.
            walk.Follow(call.Step, judged.GoesBackTo is null ? tier : -1);
        }

        return Endings.CallerHungUp(call, walk.IsFresh ? "screen" : "auction");
    }

    /// <summary>
    /// Whose offer was over before its turn came, because earlier ones rang: they may be asked what the call is worth
    /// now. Each such offer counts as an attempt, so that this ends.
    /// </summary>
    private static IEnumerable<TargetId> ExpiredSince(LiveCall call, int attempts) =>
        call.Journal.Entries.Select(entry => entry.Event).OfType<CallEvent.HoldRefused>()
            .Where(refused => refused.Attempt > attempts && refused.Reason.Code == "rejected.expired")
            .Select(refused => refused.Target);

    private async Task<AuctionResult> AuctionAsync(
        LiveCall call, Admission.Admitted admitted, CallerProfile profile, Judged judged, int tier, string trigger)
    {
        call.Enter(CallPhase.Auction);
        var id = AuctionId.New(clock);
        var order = new AuctionOrder(
            id, call.Id, call.Book, admitted.Campaign, admitted.Publisher, profile, judged.Candidacies, tier,
            Seed.Of(id), trigger, Test: false)
        {
            Terms = admitted.Terms,
            Floor = judged.Floor,
            Odds = odds.Current,
            Past = odds.Past,
            Unlisted = judged.Unlisted,
            Dialled = call.Inbound.Dialled,
        };
        var auction = await auctioneer
            .HoldAsync(order, late => RecordLate(call, late), call.Caller.CallerGone).ConfigureAwait(false);
        call.Journal.Write(new CallEvent.AuctionClosed(auction.Record));
        store.Bids.Add(auction.Record, admitted.Campaign.Id, admitted.Publisher.Id, profile.State, test: false);
        return auction;
    }

    private void RecordLate(LiveCall call, CallEvent.LateBid late)
    {
        call.Journal.Write(late);
        store.Bids.AddLate(late.Auction, late.Target, call.Book.Targets[late.Target].Buyer, test: false, late.Answer);
    }
}
