using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Odds;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Plans;
using Bidline.Routing.Traffic;
using Bidline.Storage;

namespace Bidline.Calls;

/// <summary>
/// Takes one admitted call along its routing plan: whom a publisher was promised, then tier by tier an auction and the
/// dials that follow from it, then where the campaign overflows to.
/// </summary>
public sealed class CallRoute(
    Arrivals arrivals,
    TrafficMeter traffic,
    TargetFinder targets,
    OddsBoard odds,
    Auctioneer auctioneer,
    Connector connector,
    Store store,
    TimeProvider clock)
{
    /// <param name="promised">What a publisher was promised for this call; null where it was not pinged first.</param>
    /// <returns>How the call ended; null when nobody took it and the caller is still there.</returns>
    public async Task<CallEvent.Ended?> FollowAsync(
        LiveCall call, Admission.Admitted admitted, CallerProfile profile, Reservation? promised) =>
        await OfferAsync(call, admitted, profile, "call", promised).ConfigureAwait(false)
        ?? await OverflowAsync(call, admitted, profile).ConfigureAwait(false);

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
            if (await KeepPromiseAsync(call, admitted, profile, promised, walk).ConfigureAwait(false) is { } kept) return kept;
        }

        while (!call.Caller.CallerGone.IsCancellationRequested)
        {
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

    /// <summary>Dials whom the promise was made on, where that target may still take the call.</summary>
    private async Task<CallEvent.Ended?> KeepPromiseAsync(
        LiveCall call, Admission.Admitted admitted, CallerProfile profile, Reservation promised, PlanWalk walk)
    {
        walk.Use([promised.Winner.Target]);
        if (arrivals.WinnerOf(promised, call, admitted, profile) is not { } winner) return null;
        var round = new PlanRound(admitted.Campaign, admitted.Terms, winner.Tier);
        var offer = promised.Winner.In(winner.Target, winner.Buyer);
        var connection = await connector.ConnectAsync(call, round, [offer]).ConfigureAwait(false);
        if (connection is Connection.Over(var ended)) return ended;
        walk.Follow(((Connection.NotTaken)connection).Step, winner.Tier);
        return null;
    }

    /// <summary>
    /// Every tier was out: other campaigns, and then perhaps a number. Null when that was of no use either, and when a
    /// rule or the bound on attempts wants no more dials.
    /// </summary>
    private async Task<CallEvent.Ended?> OverflowAsync(LiveCall call, Admission.Admitted from, CallerProfile profile)
    {
        foreach (var step in Overflows.After(from, call.Book).TakeWhile(_ => call.Step != NextStep.Stop))
        {
            var to = (step as OverflowStep.ToCampaign)?.To;
            using var entry = to is null ? null : traffic.EnterBeside(to.Campaign, to.Publisher, to.Terms);
            call.Journal.Write(new CallEvent.Overflowed(to?.Campaign.Id, entry?.Refused ?? step.Reason));
            if (entry?.Refused is not null) return null;
            if (step is OverflowStep.ToNumber(var phone, _) && await Fallbacks.DialAsync(call, phone).ConfigureAwait(false))
                return Endings.Unsold(call.Journal.Entries);
            if (to is null || await OfferAsync(call, to, profile, "overflow").ConfigureAwait(false) is not { } ended) continue;
            if (entry is not null) entry.Outcome = CallTraffic.Of(call.Journal.Entries, ended);
            return ended;
        }

        return null;
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
