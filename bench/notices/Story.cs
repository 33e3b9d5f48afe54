using System.Collections.Frozen;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Bench.Notices;

/// <summary>A sold call with so many bidders that all want every notice, and the market that says so.</summary>
internal static class Story
{
    private static readonly Money Bid = Money.Usd(31.5m);

    public static CampaignBook Book(int bidders) => CampaignBook.Empty with
    {
        Version = 1,
        Targets = Enumerable.Range(0, bidders).Select(Target).ToFrozenDictionary(target => target.Id),
    };

    public static IReadOnlyList<CallLogEntry> Log(int bidders)
    {
        var id = CallId.New(TimeProvider.System);
        var at = TimeProvider.System.GetUtcNow();
        var terms = new SaleTerms(
            Bid, new QualifyRule(TimeSpan.FromSeconds(60)), new PublisherId("zeta"),
            new PayoutTerms.PercentOfRevenue(80, null, null), new QualifyRule(TimeSpan.FromSeconds(60)));
        CallEvent[] events =
        [
            new CallEvent.Received(
                new InboundCall(
                    id, at, new TrunkId("lab"), PhoneNumber.Parse("+18005550100"), PhoneNumber.Parse("+13055550142"),
                    new Dictionary<string, string>(), null, "127.0.0.1:5060", "x"),
                new CampaignId("auto-fl"), new PublisherId("zeta"), 1, "hash", "bench.1"),
            new CallEvent.AuctionClosed(Auction(id, at, bidders)),
            new CallEvent.FundsHeld(1, HoldId.For(id, 1), Name(0), new BuyerId("b0"), terms),
            new CallEvent.DialStarted(1, Name(0), "sip:desk@127.0.0.1"),
            new CallEvent.Connected(1, Name(0), TimeSpan.FromSeconds(6)),
            new CallEvent.Ended(
                CallOutcome.Connected, Reason.Of("pay.qualified"), EndedBy.Caller, TimeSpan.FromSeconds(131), null),
        ];
        return [.. events.Select((happened, i) => new CallLogEntry(id, i + 1, at, TimeSpan.FromSeconds(i), happened))];
    }

    public static CallEvent.Settled Settled { get; } = new(
        Reason.Of("pay.qualified", ("needed", "60"), ("got", "131")), Reason.Of("pay.qualified"), Bid, Bid, Bid - Bid, null);

    private static AuctionRecord Auction(CallId call, DateTimeOffset at, int bidders) => new(
        AuctionId.New(TimeProvider.System), call, "call", AuctionType.FirstPrice, RankBy.Price, Money.Usd(12),
        TimeSpan.FromMilliseconds(100), 7, at, TimeSpan.FromMilliseconds(31),
        [
            .. Enumerable.Range(0, bidders).Select(i => new Candidate(
                Name(i), new BuyerId($"b{i}"), 0, i == 0 ? CandidateStage.Won : CandidateStage.Lost,
                i == 0 ? Reason.Of("won") : Reason.Of("lost.price", ("own", "20.00"), ("winning", "31.50"), ("gap", "11.50")),
                [], i + 1, Bid, Bid, SentMs: 1, BidId: $"bid-{i}")),
        ]);

    private static TargetId Name(int i) => new($"t{i}");

    private static Target Target(int i) => new(
        Name(i), $"t{i}", new BuyerId($"b{i}"), new Destination.FromBid(), TimeSpan.FromSeconds(25),
        new TargetPrice.Bidder(new BidderTerms(
            "bidline", new Uri("http://127.0.0.1:1/"), TimeSpan.FromSeconds(1), null, ShareCaller.Never)
        {
            Notices = new NoticeTerms(new Uri("http://127.0.0.1:1/"), true, true, true, true),
        }),
        new QualifyRule(TimeSpan.FromSeconds(60)), null, Caps.None, null, false);
}
