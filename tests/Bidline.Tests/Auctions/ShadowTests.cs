using System.Diagnostics;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

/// <summary>A bidder in shadow is asked and judged, and changes nothing.</summary>
public sealed class ShadowTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_shadow_with_the_highest_bid_does_not_win_and_its_row_says_that_it_would_have()
    {
        using var bidders = new ScriptedBidders().Bidding("shadow", 50).Bidding("beta", 31, 80);

        var result = await bidders.HoldAsync(Some.Order([Shadow("shadow"), Bidder("beta")]), Stop);

        result.Offers.Single().Target.Id.Value.ShouldBe("beta");
        var row = result.Record.Candidates[0];
        row.ShouldBe(CandidateStage.Lost, "lost.shadow", null);
        row.Shadow.ShouldBeTrue();
        row.Bid.ShouldBe(Money.Usd(50));
        (row.Reason.Values["would_have"], row.Reason.Values["winning"]).ShouldBe(("won", "31.00"));
    }

    [Fact]
    public async Task A_shadow_that_bids_less_would_have_lost_and_one_that_fails_says_how()
    {
        using var bidders = new ScriptedBidders().Bidding("less", 20).Bidding("low", 5).Bidding("beta", 31, 80)
            .With("declining", new BidAnswer.NoBid(Reason.Of("no_bid.capacity")));
        Candidacy[] field = [Shadow("less"), Shadow("low"), Shadow("declining"), Bidder("beta")];

        var result = await bidders.HoldAsync(Some.Order(field, Some.Terms(floor: 12)), Stop);

        result.Record.Candidates[0].Reason.Values["would_have"].ShouldBe("lost");
        result.Record.Candidates.Skip(1).Take(2).Select(row => row.Reason.Code)
            .ShouldBe(["rejected.below_floor", "no_bid.capacity"]);
    }

    [Fact]
    public async Task Nobody_waits_for_a_shadow_and_its_answer_is_reported_when_it_comes()
    {
        using var bidders = new ScriptedBidders().Bidding("shadow", 50, 1500).Bidding("beta", 31);
        await bidders.HoldAsync(Some.Order([Bidder("beta")]), Stop);
        var watch = Stopwatch.StartNew();

        var result = await bidders.HoldAsync(Some.Order([Shadow("shadow"), Bidder("beta")]), Stop);

        watch.ElapsedMilliseconds.ShouldBeLessThan(1000);
        result.Record.Candidates[0].ShouldBe(CandidateStage.Lost, "lost.shadow", null);
        await Task.Delay(1800, Stop);
        bidders.Late.Single().Answer.WouldHave.ShouldBe("won");
    }

    [Fact]
    public async Task A_shadow_is_asked_even_where_a_fixed_price_has_decided()
    {
        using var bidders = new ScriptedBidders().Bidding("shadow", 50, 50).Bidding("small", 10);
        Candidacy[] field = [Some.Fixed("acme", 34), Shadow("shadow"), Bidder("small", maxBid: 30)];

        var result = await bidders.HoldAsync(Some.Order(field), Stop);

        bidders.Asked.Count.ShouldBe(1);
        result.Offers.Single().Target.Id.Value.ShouldBe("acme");
        result.Record.UsedUp().Select(target => target.Value).ShouldBe(["acme", "shadow"]);
    }

    [Fact]
    public async Task A_shadow_takes_no_place_from_those_who_can_win()
    {
        using var bidders = new ScriptedBidders().Bidding("shadow", 50);
        var field = Enumerable.Range(0, 6).Select(i => "b" + i).ToArray();
        foreach (var id in field) bidders.Bidding(id, 10, 50);
        var order = Some.Order([Shadow("shadow"), .. field.Select(id => Bidder(id))], Some.Terms() with { AskedMax = 4 });

        var result = await bidders.HoldAsync(order, Stop);

        bidders.Asked.Count.ShouldBe(5);
        result.Record.Candidates.Count(row => row.Reason.Code == "not_asked.ranked_out").ShouldBe(2);
    }

    [Fact]
    public async Task A_shadow_does_not_set_the_price_of_a_second_price_auction()
    {
        using var bidders = new ScriptedBidders().Bidding("shadow", 33).Bidding("acme", 34, 60).Bidding("beta", 20, 60);
        Candidacy[] field = [Shadow("shadow"), Bidder("acme"), Bidder("beta")];

        var result = await bidders.HoldAsync(Some.Order(field, Some.Terms(AuctionType.SecondPrice)), Stop);

        result.Offers[0].Price.ShouldBe(Money.Usd(20));
    }

    [Fact]
    public async Task A_shadow_has_no_turn()
    {
        using var bidders = new ScriptedBidders().Bidding("shadow", 50, 30).Bidding("acme", 20).Bidding("beta", 20);
        Candidacy[] field = [Bidder("acme"), Shadow("shadow"), Bidder("beta")];
        var winners = new List<string>();

        for (var i = 0; i < 4; i++)
        {
            var result = await bidders.HoldAsync(Some.Order(field, by: TierOrder.RoundRobin), Stop);
            winners.Add(result.Offers[0].Target.Id.Value);
            Ranking.WinnerOf(result.Record).ShouldBe(result.Offers[0].Target.Id);
        }

        winners.ShouldBe(["acme", "beta", "acme", "beta"]);
    }

    [Fact]
    public async Task The_counts_of_a_trace_leave_shadows_out_and_still_add_up()
    {
        using var bidders = new ScriptedBidders().Bidding("shadow", 50).Bidding("beta", 31, 60);
        var closed = Some.Fixed("closed", 34) with { Failed = [Reason.Of("not_asked.hours_closed")] };

        var result = await bidders.HoldAsync(Some.Order([closed, Shadow("shadow"), Bidder("beta")]), Stop);
        var trace = AuctionTraceOfRecord.Of(new CallAuction(result.Record, TimeSpan.Zero));

        (trace.Considered, trace.Asked, trace.Valid, trace.Shadow).ShouldBe((2, 1, 1, 1));
        trace.Candidates.Count.ShouldBe(trace.Considered + trace.Shadow);
        trace.Candidates[1].Shadow.ShouldBeTrue();
        trace.Candidates[1].Text.ShouldBe("asked in shadow, never sold to: 50.00 would have won against 31.00");
    }

    private static Candidacy Bidder(string id, decimal? maxBid = null) =>
        Some.Bidder(id, "http://bidder.test/" + id, maxBid: maxBid);

    private static Candidacy Shadow(string id) =>
        Some.Bidder(id, "http://bidder.test/" + id, on: terms => terms with { Shadow = true });
}
