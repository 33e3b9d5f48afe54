using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Auctions;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class AuctionReplayTests
{
    private const int Auctions = 400;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Held by the real auctioneer, kept by a real store, decided again from it alone.</summary>
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Auctions_of_every_kind_name_the_same_winner_when_they_are_decided_again(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var log = new CallLog(test.Store, new CallFeed(), TimeProvider.System);
        using var bidders = new ScriptedBidders();
        for (var seed = 0; seed < Auctions; seed++) await WriteAsync(log, await HoldAsync(bidders, seed));
        await test.RestartAsync();

        var replayed = await ReplayAsync(test.Store, null);

        replayed.Count.ShouldBe(Auctions);
        replayed.ShouldAllBe(one => one.IsTheSame);
        replayed.Count(one => one.Again.Count > 1).ShouldBeGreaterThan(Auctions / 2);
        replayed.Count(one => one.Record.RankBy == RankBy.ExpectedRevenue).ShouldBeGreaterThan(Auctions / 4);
        var one = replayed[17].Record;
        (await ReplayAsync(test.Store, one.Id)).ShouldHaveSingleItem().Record.Call.ShouldBe(one.Call);
        (await ReplayAsync(test.Store, AuctionId.New(TimeProvider.System))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_that_was_tampered_with_is_found_out()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var log = new CallLog(test.Store, new CallFeed(), TimeProvider.System);
        using var bidders = new ScriptedBidders().Bidding("b0", 30).Bidding("b1", 20);
        var record = (await bidders.HoldAsync(Some.Order([Bidder(0), Bidder(1)]), Stop)).Record;
        await WriteAsync(log, record with
        {
            Candidates = [.. record.Candidates.Select(row => row with { Rank = 3 - row.Rank })],
        });

        var one = (await ReplayAsync(test.Store, null)).ShouldHaveSingleItem();

        (one.IsTheSame, one.Then[0].Value, one.Again[0].Value).ShouldBe((false, "b1", "b0"));
    }

    private static async Task<AuctionRecord> HoldAsync(ScriptedBidders bidders, int seed)
    {
        for (var i = 0; i < 6; i++)
        {
            var price = 10 + (seed * (i + 3) * 7 % 40 / 4 * 2);
            bidders.With($"b{i}", (seed + i) % 5 == 0
                ? new BidAnswer.NoBid(Reason.Of("no_bid.declined"))
                : Some.Bid(price, qualify: 30 * (i + 1)));
        }

        var terms = Some.Terms((AuctionType)(seed % 2), floor: seed % 3 * 8) with { RankBy = (RankBy)(seed / 2 % 2) };
        var order = Some.Order(
            [.. Enumerable.Range(0, 6).Select(Bidder), Some.Fixed("fixed", 18, priority: 2, weight: 30)], terms,
            (TierOrder)(seed / 4 % 6), seed: (ulong)seed * 0x9E3779B97F4A7C15UL);
        return (await bidders.HoldAsync(order with { Odds = Odds }, Stop)).Record;
    }

    private static MarketOdds Odds { get; } = Enumerable.Range(0, 300).Aggregate(MarketOdds.Nothing, (odds, i) =>
        odds.With(new PastDial(
            new CampaignId("auto-fl"), new PublisherId("zeta"), new BuyerId($"buyer-b{i % 6}"),
            i % 4 == 0 ? null : TimeSpan.FromSeconds(i % 200), false, TimeProvider.System.GetUtcNow())));

    private static Bidline.Routing.Candidacy Bidder(int i) =>
        Some.Bidder($"b{i}", $"http://127.0.0.1:1/b{i}", priority: i % 3, weight: 10 * i);

    private static async Task WriteAsync(CallLog log, AuctionRecord record)
    {
        var id = CallId.New(TimeProvider.System);
        var journal = log.Start(id);
        journal.Write(new CallEvent.Received(
            Given.AnInboundCall() with { Id = id }, new CampaignId("auto-fl"), new PublisherId("zeta"), 1, "hash", "node.1"));
        await journal.WriteDurablyAsync(new CallEvent.AuctionClosed(record with { Call = id }));
    }

    private static async Task<List<ReplayedAuction>> ReplayAsync(Store store, AuctionId? only)
    {
        var replayed = new List<ReplayedAuction>();
        await foreach (var one in AuctionReplay.RunAsync(store, only, CancellationToken.None)) replayed.Add(one);
        return replayed;
    }
}
