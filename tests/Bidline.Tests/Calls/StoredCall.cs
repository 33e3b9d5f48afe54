using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Tests.Calls;

/// <summary>A plausible call's events, for tests that need a log: $34.00 paid by acme, $27.20 of it for zeta.</summary>
public sealed record StoredCall(CallId Id, DateTimeOffset At)
{
    public string Caller { get; init; } = "+13055550142";

    public string Campaign { get; init; } = "auto-fl";

    public string Publisher { get; init; } = "zeta";

    public string Buyer { get; init; } = "acme";

    public TargetId Target { get; init; } = new("acme-fl");

    public TimeSpan TalkTime { get; init; } = TimeSpan.FromSeconds(131);

    public Money Revenue { get; init; } = Money.Usd(34m);

    public static StoredCall New() => Of(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));

    public static StoredCall Of(DateTimeOffset at) => new(new CallId(Guid.CreateVersion7(at)), at);

    public CallEvent Received(string node = "node.1") => new CallEvent.Received(
        new InboundCall(
            Id, At, new TrunkId("lab"), PhoneNumber.Parse("+18005550100"), PhoneNumber.Parse(Caller),
            new Dictionary<string, string>(), null, "127.0.0.1:5060", "a84b4c76e66710"),
        new CampaignId(Campaign), new PublisherId(Publisher), 3, "sha256:1", node);

    public CallEvent Enriched(string state = "FL") => new CallEvent.Enriched(
        CallerProfile.Unknown(PhoneNumber.Parse(Caller)) with { State = state });

    public CallEvent AuctionClosed() => new CallEvent.AuctionClosed(new AuctionRecord(
        new AuctionId(Id.Value), Id, "call", AuctionType.FirstPrice, RankBy.Price, Money.Usd(12m),
        TimeSpan.FromMilliseconds(100), 42, At, TimeSpan.FromMilliseconds(61),
        [
            new Candidate(Target, new BuyerId(Buyer), 0, CandidateStage.Won, Reason.Of("won"), [], 1, Revenue, Revenue),
            new Candidate(new TargetId("beta"), new BuyerId("beta"), 0, CandidateStage.Lost, Reason.Of("lost.price"), [],
                2, Money.Usd(20m), Money.Usd(20m)),
            new Candidate(new TargetId("shut"), new BuyerId("shut"), 0, CandidateStage.NotAsked,
                Reason.Of("not_asked.hours_closed", ("opens", "08:00")), []),
        ]));

    public CallEvent FundsHeld() => new CallEvent.FundsHeld(
        1, HoldId.For(Id, 1), Target, new BuyerId(Buyer), new SaleTerms(Revenue, new QualifyRule(TimeSpan.FromSeconds(60)), new PublisherId(Publisher),
        new PayoutTerms.PercentOfRevenue(80, null, null), new QualifyRule(TimeSpan.FromSeconds(60))));

    public CallEvent DialStarted() => new CallEvent.DialStarted(1, Target, "sip:sales@127.0.0.1:5070");

    public CallEvent Connected() => new CallEvent.Connected(1, Target, TimeSpan.FromSeconds(6));

    public CallEvent Ended(CallOutcome outcome = CallOutcome.Connected) => new CallEvent.Ended(
        outcome,
        Reason.Of(outcome == CallOutcome.Connected ? "connected" : "call.caller_hangup_ringing"),
        EndedBy.Caller,
        outcome == CallOutcome.Connected ? TalkTime : TimeSpan.Zero, new MediaCounts(6_500, 6_500, 0));

    public CallEvent Settled() => new CallEvent.Settled(
        Reason.Of("pay.qualified"), Reason.Of("pay.qualified"),
        Revenue, Revenue.Percent(80), Revenue - Revenue.Percent(80),
        new TransactionId(Id.Value));

    /// <summary>Sold, connected, paid.</summary>
    public CallEvent[] All() =>
        [Received(), Enriched(), AuctionClosed(), FundsHeld(), DialStarted(), Connected(), Ended(), Settled()];

    /// <summary>Ended without anybody's money.</summary>
    public CallEvent[] Unsold(CallOutcome outcome) => [Received(), Enriched(), Ended(outcome)];

    /// <summary>Its first events as they are committed together: the events and the call's row.</summary>
    public CommitUnit Unit(int events)
    {
        var entries = All().Take(events)
            .Select((happened, i) => new CallLogEntry(Id, i + 1, At, TimeSpan.FromMilliseconds(i), happened)).ToList();
        var row = CallRowStatements.Write(null, CallRowStatements.Values(CallLogRow.Of(entries)));
        return new CommitUnit(null, [.. entries.Select(CallLogStatements.Insert), row]);
    }
}
