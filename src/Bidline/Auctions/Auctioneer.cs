using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// Holds auctions: asks every bidder of a tier at once, closes by one clock, ranks what came in time. One instance a
/// process, safe on any thread; disposing stops its timer and open auctions with it.
/// </summary>
/// <param name="protocols">Every dialect that a market may name.</param>
/// <param name="ask">Sends one request; see <see cref="AskBidder"/> for what it promises.</param>
public sealed class Auctioneer(
    AuctionSettings settings,
    IReadOnlyList<IBuyerProtocol> protocols,
    AskBidder ask,
    DestinationPolicy destinations,
    BidderHealth health,
    TimeProvider clock) : IDisposable
{
    private readonly FrozenDictionary<string, IBuyerProtocol> _protocols = protocols.ToFrozenDictionary(p => p.Name);
    private readonly ConcurrentDictionary<(CampaignId Campaign, int Tier), StrongBox<long>> _turns = new();
    private readonly CallerHash _hash = new(settings.CallerHashKey);
    private readonly SeenBids _seen = new();
    private readonly AuctionTimer _timer = new(clock);

    /// <summary>
    /// Holds one auction. Never throws for what bidders do. Without a valid bid the offers are empty; when the caller
    /// goes they are empty too, and the auction ends at once.
    /// </summary>
    /// <param name="late">
    /// Called for each answer that came after its time, on any thread, after the task has been completed (the caller
    /// may not have seen its result yet).
    /// </param>
    public async Task<AuctionResult> HoldAsync(
        AuctionOrder order, Action<CallEvent.LateBid> late, CancellationToken callerGone)
    {
        var auction = new OpenAuction(order, settings, destinations, health, TurnOf(order), clock);
        using var hangUp = callerGone.UnsafeRegister(static sheet => ((BidSheet)sheet!).CallerGone(), auction.Sheet);
        if (auction.DueAt.Length > 0) _timer.Add(auction.Sheet, auction.DueAt.Min());
        AskAll(auction, order, late);
        var closing = await auction.Sheet.Closed.ConfigureAwait(false);
        return auction.Decide(closing);
    }

    public void Dispose() => _timer.Dispose();

    private void AskAll(OpenAuction auction, AuctionOrder order, Action<CallEvent.LateBid> late)
    {
        // Nobody may take it, as it is with most pings: the sheet is closed, and there is nothing to ask.
        if (auction.Lineup.Entrants.Count == 0) return;
        BidRequests? requests = null;
        for (var i = 0; i < auction.Lineup.Entrants.Count; i++)
        {
            if (auction.Lineup.Entrants[i].Terms is null) TakeAtHand(auction, i);
        }

        auction.Sheet.Gathered();
        var passed = auction.Passed;
        for (var i = 0; i < auction.Lineup.Entrants.Count; i++)
        {
            var entrant = auction.Lineup.Entrants[i];
            if (entrant.Terms is not { } terms) continue;
            // A shadow decides nothing, so it is asked even when all is decided; not for a caller who has gone.
            if (auction.Sheet.IsClosed && (!entrant.IsShadow || auction.Sheet.IsCallerGone))
            {
                auction.LeaveUnasked(entrant);
                continue;
            }

            requests ??= new BidRequests(order, settings, _hash);
            var sentMs = auction.MsAt(clock.GetTimestamp());
            var told = auction.Asking.Send(i, requests.ShownOn(terms), sentMs, passed);
            _ = AskOneAsync(auction, i, requests.For(entrant.Candidacy.Buyer, terms, told), late);
        }
    }

    private static void TakeAtHand(OpenAuction auction, int index)
    {
        var entrant = auction.Lineup.Entrants[index];
        var judgement = auction.JudgeAtHand(entrant);
        auction.Sheet.Take(index, new Answered(judgement, 0, 0), auction.KeyOf(entrant, judgement));
    }

    private async Task AskOneAsync(
        OpenAuction auction, int index, BidRequest request, Action<CallEvent.LateBid> late)
    {
        var entrant = auction.Lineup.Entrants[index];
        BidderReply reply;
        try
        {
            reply = _protocols.TryGetValue(entrant.Terms!.Protocol, out var protocol)
                ? await ask(protocol, request, entrant.Terms).ConfigureAwait(false)
                : Internal(("protocol", entrant.Terms.Protocol));
        }
#pragma warning disable CA1031 // The stage's border: a bug in one dialect must cost one candidate, not the call.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            reply = Internal(("fault", fault.GetType().Name));
        }

        health.Left(entrant.Target);
        var (answer, key, isInTime) = Enter(auction, index, request, reply);
        if (isInTime || answer.Judgement.Stage == CandidateStage.Error) return;

        var winner = await auction.Sheet.Decided.ConfigureAwait(false);
        var wouldHaveWon = key is { } own && (winner is not { } won || own.Beats(won));
        late(new CallEvent.LateBid(
            request.Auction,
            entrant.Target,
            new LateAnswer(answer.DoneMs, answer.Judgement.Bid?.Price, wouldHaveWon ? "won" : "lost")));
    }

    // Judges the answer, and puts it on the sheet when it came in time.
    private (Answered Answer, RankKey? Key, bool IsInTime) Enter(
        OpenAuction auction, int index, BidRequest request, BidderReply reply)
    {
        var entrant = auction.Lineup.Entrants[index];

        var judgement = auction.Judge(entrant, request, reply, _seen);
        var key = auction.KeyOf(entrant, judgement);
        var firstByteMs = reply.FirstByteAt is { } first ? auction.MsAt(first) : (double?)null;
        var answer = new Answered(judgement, firstByteMs, auction.MsAt(reply.DoneAt));

        var isPunctual = reply.DoneAt <= auction.DueAt[index];
        auction.Asking.Learn(index, answer, isPunctual);
        auction.LearnInterest(entrant, judgement);
        return (answer, key, isPunctual && auction.Sheet.Take(index, answer, key));
    }

    private BidderReply Internal((string Name, string? Value) value) =>
        new(new BidAnswer.Failed(Reason.Of("error.internal", value)), null, clock.GetTimestamp());

    private long TurnOf(AuctionOrder order)
    {
        var tier = order.Campaign.Tiers[order.Tier];
        var by = tier.By == TierOrder.Performance ? tier.Performance.UntilKnown : tier.By;
        if (by != TierOrder.RoundRobin) return 0;
        var turn = _turns.GetOrAdd((order.Campaign.Id, order.Tier), static _ => new StrongBox<long>(-1));
        return Interlocked.Increment(ref turn.Value);
    }
}
