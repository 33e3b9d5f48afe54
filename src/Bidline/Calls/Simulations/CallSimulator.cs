using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Plans;
using Bidline.Routing.Traffic;
using Bidline.Screening;

namespace Bidline.Calls.Simulations;

/// <summary>
/// Takes a made-up call through the live half to the moment before its first dial. One instance a process, safe on any
/// thread; see the folder's README for what it leaves alone.
/// </summary>
/// <param name="ask">How bidders are really asked; used only where the made-up call wants that.</param>
public sealed class CallSimulator(
    CallScreen screen,
    TrafficMeter traffic,
    Enricher enricher,
    TargetFinder targets,
    StandingBoard standings,
    OddsBoard odds,
    AuctionSettings settings,
    IReadOnlyList<IBuyerProtocol> protocols,
    AskBidder ask,
    DestinationPolicy destinations,
    PastBids past,
    TimeProvider clock) : IDisposable
{
    /// <summary>Each has a thread and the bidders' answers; a person waits for it.</summary>
    public const int AtOnceMax = 4;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _places = new(AtOnceMax, AtOnceMax);
    private readonly TrialPace<CampaignId> _pace = new(clock);

    /// <param name="book">The market in force, or a draft of it.</param>
    public async Task<SimulationOutcome> RunAsync(CampaignBook book, MadeUpCall made, CancellationToken cancel)
    {
        var (arrival, mistakes) = MadeUpArrival.Of(book, made, CallId.New(clock));
        if (!book.Campaigns.ContainsKey(made.Campaign)) return new SimulationOutcome.NoCampaign();
        if (arrival is null) return new SimulationOutcome.Refused(mistakes);
        if (made.Source == BidSource.Asked && _pace.TryBegin(made.Campaign) is { } wait)
            return new SimulationOutcome.TooSoon(wait);
        if (!await _places.WaitAsync(Patience, cancel).ConfigureAwait(false))
            return new SimulationOutcome.TooSoon(TimeSpan.FromSeconds(1));
        try
        {
            return new SimulationOutcome.Done(await TakeAsync(arrival, made, cancel).ConfigureAwait(false));
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<Simulation> TakeAsync(MadeUpArrival arrival, MadeUpCall made, CancellationToken cancel)
    {
        var then = new ClockAt(clock, made.At);
        var (book, inbound) = (arrival.Book, arrival.Inbound);
        var taken = new SimulatedCall(arrival, new SimulatedLog(inbound.Id, then));
        var (admission, past) = screen.Look(inbound, book);
        taken.Receive(admission);
        if (admission is Admission.Blocked blocked) return taken.Block(blocked.Campaign, blocked.Reason);
        if (admission is not Admission.Admitted admitted) return taken.Refuse((Admission.Refused)admission);
        if (traffic.WouldRefuse(admitted.Campaign, admitted.Publisher, admitted.Terms, made.At) is { } full)
            return taken.Block(admitted.Campaign, full);

        var known = await enricher.EnrichAsync(inbound, admitted.Campaign.Id, admitted.Publisher.Id, cancel)
            .ConfigureAwait(false);
        var profile = known with
        {
            State = made.State ?? known.State,
            Zip = made.Zip ?? known.Zip,
            DuplicateDays = made.DuplicateDays ?? known.DuplicateDays,
            Past = past,
        };
        taken.Know(profile);
        await OfferAsync(taken, admitted, profile, made, then, cancel).ConfigureAwait(false);
        return taken.End(admitted.Campaign);
    }

    /// <summary>
    /// As <see cref="CallRoute"/> does, tier by tier; on to the next where nobody would be dialled, or to the end of the
    /// plan where that was asked for.
    /// </summary>
    private async Task OfferAsync(
        SimulatedCall taken, Admission.Admitted admitted, CallerProfile profile, MadeUpCall made, ClockAt then,
        CancellationToken cancel)
    {
        // Where nobody is asked no time passes: on a busy machine no bid comes too late.
        TimeProvider time = made.Source == BidSource.Asked ? then : new StillClock(then.GetUtcNow());
        var bids = await BidsAsync(taken.Book, made, time, cancel).ConfigureAwait(false);
        using var auctioneer = new Auctioneer(
            settings, protocols, bids is null ? ask : bids.AskAsync, destinations, new BidderHealth(settings, time), time);
        var walk = new PlanWalk();
        while (!cancel.IsCancellationRequested)
        {
            var judged = targets.JudgeEach(
                taken.Book, admitted.Campaign, admitted.Terms, profile, made.At, walk.Tried, taken.Dialled);
            if (walk.TierOf(judged) is not { } tier) return;
            var order = OrderOf(taken, admitted, profile, judged, tier, walk.IsFresh, then);
            var holding = auctioneer.HoldAsync(order, static _ => { }, cancel);
            bids?.AnswerAll();
            var auction = await holding.ConfigureAwait(false);
            var round = new PlanRound(admitted.Campaign, admitted.Terms, tier);
            var step = taken.Close(bids is null ? auction : SimulatedCall.Unasked(auction), round, standings);
            if (taken.IsSold && !made.EveryTier) return;
            walk.Use(auction.Record.UsedUp());
            walk.Follow(step, tier);
        }
    }

    private AuctionOrder OrderOf(
        SimulatedCall taken, Admission.Admitted admitted, CallerProfile profile, Judged judged, int tier,
        bool isFresh, ClockAt then)
    {
        var id = AuctionId.New(then);
        return new AuctionOrder(
            id, taken.Id, taken.Book, admitted.Campaign, admitted.Publisher, profile, judged.Candidacies, tier,
            Seed.Of(id), isFresh ? "call" : "reroute", Test: true)
        {
            Terms = admitted.Terms,
            Floor = judged.Floor,
            Odds = odds.Current,
            Past = odds.Past,
            Unlisted = judged.Unlisted,
            Dialled = taken.Dialled,
        };
    }

    /// <summary>Null where bidders are asked.</summary>
    private async Task<BidsAtHand?> BidsAsync(
        CampaignBook book, MadeUpCall made, TimeProvider time, CancellationToken cancel)
    {
        if (made.Source == BidSource.Asked) return null;
        var bids = made.Source == BidSource.Samples
            ? await past.OfAsync(made.Campaign, book.Currency, cancel).ConfigureAwait(false)
            : [];
        foreach (var (target, bid) in made.Bids) bids[target] = bid;
        return new BidsAtHand(book, bids, time);
    }
}
