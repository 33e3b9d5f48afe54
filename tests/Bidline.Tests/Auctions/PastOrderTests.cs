using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Odds;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

/// <summary>Tiers that go by what their targets were sent and brought.</summary>
public sealed class PastOrderTests
{
    private static readonly DateTimeOffset Noon = Given.Monday9Am;

    [Fact]
    public void Whoever_has_waited_longest_comes_first_and_who_never_had_a_call_before_all()
    {
        var rows = new[] { Row("now", 90, 0), Row("never", 1, null), Row("hour-ago", 50, 60) };

        var (ranked, order) = Rank(rows, TierOrder.LeastRecentlyUsed);

        order.ShouldBe(["never", "hour-ago", "now"]);
        ranked[0].Reason.Code.ShouldBe("lost.recently_used");
        ranked[0].Reason.Values["winning"].ShouldBe("no time");
    }

    [Fact]
    public void Among_equally_long_waits_the_price_decides()
    {
        var (ranked, order) = Rank([Row("low", 10, 5), Row("high", 20, 5)], TierOrder.LeastRecentlyUsed);

        order.ShouldBe(["high", "low"]);
        ranked[0].Reason.Code.ShouldBe("lost.price");
    }

    [Theory]
    [InlineData(100, 2000, 100, 1000, "a")]     // 20 against 10 a call
    [InlineData(100, 2000, 20, 401, "b")]       // 20.05 a call from fewer calls
    [InlineData(100, 2000, 19, 1900, "a")]      // 100 a call from one call too few counts for nothing
    [InlineData(100, 0, 19, 1900, "a")]         // known to bring nothing still comes before unknown
    public void Revenue_a_call_decides_where_there_are_calls_enough(int callsA, int paidA, int callsB, int paidB, string first)
    {
        var (_, order) = Rank(
            [Row("a", 10, 5, callsA, paidA), Row("b", 90, 5, callsB, paidB)], TierOrder.Performance,
            PerformanceTerms.Default with { ExplorePercent = 0 });

        order[0].ShouldBe(first);
    }

    [Fact]
    public void As_long_as_nothing_is_known_the_stated_order_decides_and_says_so()
    {
        var rows = new[] { Row("a", 10, 5, 19, 0, weight: 0), Row("b", 90, 5, 3, 60) };
        var compared = PerformanceTerms.Default with { UntilKnown = TierOrder.Weight };

        var (ranked, order) = Rank(rows, TierOrder.Performance, compared);

        order.ShouldBe(["b", "a"]);
        ranked[0].Reason.Code.ShouldBe("lost.weight");
        var note = PerformancePlaces.NoteOf(rows, Terms(TierOrder.Performance, compared))!;
        note.Code.ShouldBe("order.cold_start");
        note.Values["until"].ShouldBe("weight");
    }

    [Fact]
    public void A_share_of_the_calls_goes_to_the_others_and_the_same_seed_always_decides_the_same()
    {
        var rows = new[] { Row("best", 10, 5, 50, 2000), Row("other", 10, 5, 50, 10), Row("new", 10, 5) };
        var compared = PerformanceTerms.Default with { ExplorePercent = 20, UntilKnown = TierOrder.Priority };

        var firsts = Enumerable.Range(0, 5000)
            .Select(seed => (Seed: (ulong)seed, Value: Rank(rows, TierOrder.Performance, compared, (ulong)seed).Order[0]))
            .ToArray();

        firsts.Count(one => one.Value == "new").ShouldBeInRange(900, 1100);
        firsts.Count(one => one.Value == "best").ShouldBe(5000 - firsts.Count(one => one.Value == "new"));
        firsts.ShouldAllBe(one => Rank(rows, TierOrder.Performance, compared, one.Seed).Order[0] == one.Value);
    }

    [Fact]
    public void When_all_are_known_an_exploring_call_goes_to_any_of_them_by_lot()
    {
        var rows = new[] { Row("best", 10, 5, 50, 2000), Row("other", 10, 5, 50, 10), Row("third", 10, 5, 50, 5) };
        var compared = PerformanceTerms.Default with { ExplorePercent = 50 };

        var firsts = Enumerable.Range(0, 6000)
            .Select(seed => Rank(rows, TierOrder.Performance, compared, (ulong)seed).Order[0]).ToLookup(id => id);

        firsts["other"].Count().ShouldBeInRange(850, 1150);
        firsts["third"].Count().ShouldBeInRange(850, 1150);
    }

    [Fact]
    public async Task An_auction_writes_down_what_it_knew_of_each_target()
    {
        var past = new PastBoard();
        past.Use(new TargetId("a"), Noon);
        past.Add(new CampaignId("auto-fl"), new TargetId("a"), TimeProvider.System.GetUtcNow(), 25, Money.Usd(100));
        using var bidders = new ScriptedBidders();

        var record = (await bidders.HoldAsync(
            Some.Order([Some.Fixed("a", 10), Some.Fixed("b", 10)], by: TierOrder.Performance) with { Past = past },
            TestContext.Current.CancellationToken)).Record;

        record.Candidates[0].Past.ShouldBe(new TargetPast(Noon, 25, Money.Usd(100)));
        record.Candidates[1].Past.ShouldBe(new TargetPast(null, 0, Money.Usd(0)));
        record.Performance.ShouldBe(PerformanceTerms.Default);
        record.OrderedBy!.Code.ShouldBeOneOf("order.performance", "order.explored");
        Ranking.WinnerOf(record).ShouldNotBeNull();
    }

    private static (Candidate[] Rows, string[] Order) Rank(
        Candidate[] rows, TierOrder by, PerformanceTerms? compared = null, ulong seed = 7)
    {
        var offers = rows.Select(row => BidJudge.JudgeFixed(Some.Bidder(row.Target.Value), row.Bid!.Value).Offer).ToArray();
        var (ranked, order) = Ranking.Decide(rows, offers, Terms(by, compared, seed));
        return (ranked, [.. order.Select(offer => offer.Target.Id.Value)]);
    }

    private static RankingTerms Terms(TierOrder by, PerformanceTerms? compared = null, ulong seed = 7) =>
        new(AuctionType.FirstPrice, by, 0, seed, 0, Money.Usd(0)) { Performance = compared };

    private static Candidate Row(
        string id, decimal bid, int? minutesAgo, int calls = 0, decimal paid = 0, int weight = 1) => new(
        new TargetId(id), new BuyerId("b"), 0, CandidateStage.Lost, Reason.Of("lost.price"), [],
        Bid: Money.Usd(bid), Effective: Money.Usd(bid), SentMs: 0, Weight: weight)
    {
        Past = new TargetPast(minutesAgo is { } minutes ? Noon.AddMinutes(-minutes) : null, calls, Money.Usd(paid)),
    };
}
