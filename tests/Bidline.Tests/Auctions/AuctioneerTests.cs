using System.Diagnostics;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Auctions;

public sealed class AuctioneerTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_highest_bid_wins_and_the_next_is_second_in_line()
    {
        using var bidders = new ScriptedBidders().Bidding("acme", 34, 20).Bidding("beta", 31.5m, 5);

        var result = await bidders.HoldAsync(Some.Order([Bidder("beta"), Bidder("acme")]), Stop);

        result.Offers.Select(offer => offer.Target.Id.Value).ShouldBe(["acme", "beta"]);
        Row(result, "acme").ShouldBe(CandidateStage.Won, "won", 1);
        Row(result, "beta").ShouldBe(CandidateStage.Lost, "lost.price", 2);
        Row(result, "beta").Reason.Values["gap"].ShouldBe("2.50");
    }

    [Fact]
    public async Task A_fixed_price_takes_part_without_a_request()
    {
        using var bidders = new ScriptedBidders().Bidding("beta", 31);

        var result = await bidders.HoldAsync(Some.Order([Some.Fixed("acme", 34), Bidder("beta")]), Stop);

        result.Offers[0].Target.Id.Value.ShouldBe("acme");
        Row(result, "acme").SentMs.ShouldBe(0);
        bidders.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_fixed_price_below_the_floor_is_not_asked()
    {
        using var bidders = new ScriptedBidders();

        var result = await bidders.HoldAsync(Some.Order([Some.Fixed("acme", 9)], Some.Terms(floor: 12)), Stop);

        result.Offers.ShouldBeEmpty();
        Row(result, "acme").ShouldBe(CandidateStage.NotAsked, "not_asked.price_below_floor", null);
    }

    [Fact]
    public async Task While_too_little_is_known_expected_revenue_falls_back_to_price_and_says_so()
    {
        using var bidders = new ScriptedBidders().Bidding("acme", 34).Bidding("beta", 31);
        var order = Expecting(Some.Order([Bidder("acme"), Bidder("beta")]), KnownTalks(99));

        var record = (await bidders.HoldAsync(order, Stop)).Record;

        record.RankBy.ShouldBe(RankBy.Price);
        record.ColdStart!.Code.ShouldBe("rank.cold_start");
        (record.ColdStart.Values["talks"], record.ColdStart.Values["needed"]).ShouldBe(("99", "100"));
        record.Candidates.ShouldAllBe(row => row.Expected == null);
    }

    [Fact]
    public async Task A_lower_bid_of_a_buyer_that_answers_and_talks_wins_by_expected_revenue()
    {
        using var bidders = new ScriptedBidders()
            .With("no-show", Some.Bid(48, qualify: 60)).With("steady", Some.Bid(30, qualify: 60));
        var order = Expecting(Some.Order([Bidder("no-show"), Bidder("steady")]), KnownTalks(400));

        var result = await bidders.HoldAsync(order, Stop);

        result.Offers.Select(offer => offer.Target.Id.Value).ShouldBe(["steady", "no-show"]);
        result.Offers[0].Price.ShouldBe(Money.Usd(30));
        var record = result.Record;
        (record.RankBy, record.ColdStart).ShouldBe((RankBy.ExpectedRevenue, null));
        var winner = Row(result, "steady");
        var expected = winner.Expected!;
        expected.Amount.ShouldBe(expected.AmountAt(Money.Usd(30)));
        (expected.QualifySeconds, expected.BuyerTalks, winner.Effective).ShouldBe((60m, 400m, expected.Amount));
        winner.Reason.Values["expected"].ShouldBe(expected.Amount.ToDecimalString());
        var loser = Row(result, "no-show");
        loser.ShouldBe(CandidateStage.Lost, "lost.expected_revenue", 2);
        loser.Reason.Values["bid"].ShouldBe("48.00");
        ReplayedAuction.Of(record).IsTheSame.ShouldBeTrue();
    }

    [Fact]
    public async Task By_expected_revenue_too_nobody_is_awaited_who_cannot_win_any_more()
    {
        using var bidders = new ScriptedBidders()
            .With("steady", Some.Bid(30, qualify: 60)).Bidding("no-show", 60, afterMs: 1500);
        var order = Expecting(
            Some.Order([Some.Bidder("no-show", "http://127.0.0.1:1/no-show", maxBid: 60), Bidder("steady")]),
            KnownTalks(400));
        var watch = Stopwatch.StartNew();

        var result = await bidders.HoldAsync(order, Stop);

        watch.ElapsedMilliseconds.ShouldBeLessThan(1000);
        Row(result, "no-show").Reason.Code.ShouldBe("lost.not_awaited");
    }

    [Fact]
    public async Task By_expected_revenue_a_buyer_that_never_answers_is_ranked_out_in_spite_of_its_bids()
    {
        using var bidders = new ScriptedBidders(Some.Settings with { AskedMax = 2 })
            .Bidding("no-show", 48).Bidding("steady", 30);
        var pair = new[] { Bidder("no-show"), Bidder("steady") };
        await bidders.HoldAsync(Some.Order(pair), Stop);
        bidders.Bidding("third", 1);
        await bidders.HoldAsync(Some.Order([Bidder("third")]), Stop);

        // The last place goes by lot, so the first one is looked at.
        var order = Expecting(Some.Order([.. pair, Bidder("third")], seed: 7), KnownTalks(400));
        var first = Enumerable.Range(0, 40).Select(seed => order with { Seed = (ulong)seed });

        foreach (var one in first)
            Row(await bidders.HoldAsync(one with { Call = CallId.New(TimeProvider.System) }, Stop), "steady")
                .SentMs.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_campaign_of_thousands_keeps_rows_for_those_that_mattered_and_counts_the_others()
    {
        using var bidders = new ScriptedBidders().Bidding("bidder", 31);
        var many = Enumerable.Range(0, 3000).Select(i => Some.Fixed($"later-{i}", 20, tier: 1));
        var order = Some.Order([Bidder("bidder"), .. many]) with { Unlisted = [new UnlistedTargets("not_asked.geo", 7000)] };

        var record = (await bidders.HoldAsync(order, Stop)).Record;

        record.Candidates.Count.ShouldBe(1 + TargetFinder.ListedMax);
        record.Unlisted.ShouldBe(
            [new UnlistedTargets("not_asked.geo", 7000), new UnlistedTargets("not_asked.ended_early", 2800)]);
        record.Considered.ShouldBe(10_001);
        Ranking.WinnerOf(record).ShouldBe(new TargetId("bidder"));
    }

    [Fact]
    public async Task The_floor_that_a_rule_decided_is_in_the_request_and_in_the_record()
    {
        using var bidders = new ScriptedBidders().Bidding("acme", 18).Bidding("beta", 31);
        var order = Some.Order([Bidder("acme"), Bidder("beta"), Some.Fixed("fixed", 20)]) with
        {
            Floor = new PriceFloor(Money.Usd(24), "tx-nights"),
        };

        var result = await bidders.HoldAsync(order, Stop);

        bidders.Asked.ShouldAllBe(request => request.Floor == Money.Usd(24));
        (result.Record.Floor, result.Record.FloorRule).ShouldBe((Money.Usd(24), "tx-nights"));
        Row(result, "acme").Reason.Values["rule"].ShouldBe("tx-nights");
        Row(result, "fixed").Reason.Values["rule"].ShouldBe("tx-nights");
    }

    [Fact]
    public async Task A_silent_bidder_times_out_and_the_others_decide_at_the_deadline()
    {
        using var bidders = new ScriptedBidders().Bidding("silent", 90, 2000).Bidding("beta", 31);
        await bidders.HoldAsync(Some.Order([Bidder("beta")]), Stop);
        var watch = Stopwatch.StartNew();

        var result = await bidders.HoldAsync(
            Some.Order([Bidder("silent"), Bidder("beta")], Some.Terms(deadlineMs: 100)), Stop);

        watch.ElapsedMilliseconds.ShouldBeInRange(95, 1000);
        result.Offers.Single().Target.Id.Value.ShouldBe("beta");
        Row(result, "silent").ShouldBe(CandidateStage.Error, "error.timeout", null);
    }

    [Fact]
    public async Task A_late_answer_is_reported_with_what_it_would_have_done()
    {
        using var bidders = new ScriptedBidders()
            .Bidding("slow", 39, 160).Bidding("slower", 5, 170).Bidding("beta", 31);

        await bidders.HoldAsync(Some.Order([Bidder("beta")]), Stop);

        await bidders.HoldAsync(
            Some.Order([Bidder("slow"), Bidder("slower"), Bidder("beta")], Some.Terms(deadlineMs: 100)), Stop);
        await Task.Delay(300, Stop);

        bidders.Late.Select(late => (late.Target.Value, late.Answer.WouldHave, late.Answer.Bid))
            .ShouldBe([("slow", "won", Money.Usd(39)), ("slower", "lost", Money.Usd(5))], ignoreOrder: true);
    }

    [Fact]
    public async Task A_bidders_own_time_out_ends_only_its_own_part()
    {
        using var bidders = new ScriptedBidders().Bidding("slow", 90, 400).Bidding("beta", 31, 500);

        var result = await bidders.HoldAsync(Some.Order([Bidder("slow", timeoutMs: 200), Bidder("beta")]), Stop);

        Row(result, "slow").ShouldBe(CandidateStage.Error, "error.timeout", null);
        Row(result, "slow").Reason.Values["ms"].ShouldBe("200");
        result.Offers.Single().Target.Id.Value.ShouldBe("beta");
    }

    [Fact]
    public async Task The_auction_ends_early_when_nobody_pending_can_win()
    {
        using var bidders = new ScriptedBidders().Bidding("small", 10, 1500).Bidding("beta", 31);
        var watch = Stopwatch.StartNew();

        var result = await bidders.HoldAsync(
            Some.Order([Bidder("small", maxBid: 30), Bidder("beta")]), Stop);

        watch.ElapsedMilliseconds.ShouldBeLessThan(1000);
        Row(result, "small").ShouldBe(CandidateStage.Lost, "lost.not_awaited", null);
        result.Offers.Single().Price.ShouldBe(Money.Usd(31));
    }

    [Fact]
    public async Task A_bidder_that_cannot_beat_a_fixed_price_is_not_asked_at_all()
    {
        using var bidders = new ScriptedBidders().Bidding("small", 10);

        var result = await bidders.HoldAsync(Some.Order([Some.Fixed("acme", 34), Bidder("small", maxBid: 30)]), Stop);

        bidders.Asked.ShouldBeEmpty();
        Row(result, "small").ShouldBe(CandidateStage.NotAsked, "not_asked.ended_early", null);
        bidders.Health.InFlightOf(new TargetId("small")).ShouldBe(0);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_ends_the_auction_at_once_without_a_winner()
    {
        using var bidders = new ScriptedBidders().Bidding("slow", 10, 1500);
        using var caller = new CancellationTokenSource(50);
        var watch = Stopwatch.StartNew();

        var order = Some.Order([Some.Fixed("acme", 34), Bidder("slow")]);
        var result = await bidders.HoldAsync(order, caller.Token);

        watch.ElapsedMilliseconds.ShouldBeLessThan(1000);
        result.Offers.ShouldBeEmpty();
        result.Record.Candidates.ShouldAllBe(row => row.Reason.Code == "call.caller_hangup_auction");
    }

    [Fact]
    public async Task A_bidder_is_told_what_is_left_less_the_way_there_and_back()
    {
        using var bidders = new ScriptedBidders().Bidding("own", 1).Bidding("ours", 1);

        await bidders.HoldAsync(Some.Order([Bidder("own", timeoutMs: 600), Bidder("ours", timeoutMs: 9000)]), Stop);

        bidders.Asked.Select(request => request.Deadline.TotalMilliseconds).ShouldBe([595, 1993]);
    }

    [Fact]
    public async Task Every_bidder_sees_only_what_its_terms_share()
    {
        using var bidders = new ScriptedBidders().Bidding("a", 1).Bidding("b", 1).Bidding("c", 1);

        var result = await bidders.HoldAsync(Some.Order(
            [Bidder("a"), Bidder("b", share: ShareCaller.Hashed), Bidder("c", share: ShareCaller.Full)]), Stop);

        bidders.Asked.Select(request => request.Caller).ShouldBe([null, null, Some.Caller]);
        bidders.Asked[1].CallerHash!.ShouldStartWith("hmac-sha256:");
        Row(result, "a").Shown.ShouldBe(["area_code", "state", "zip", "tags.age"]);
        Row(result, "c").Shown!.ShouldContain("caller");
    }

    [Fact]
    public async Task Targets_of_other_tiers_and_ineligible_ones_keep_their_reasons()
    {
        using var bidders = new ScriptedBidders();
        var closed = Some.Fixed("closed", 34) with
        {
            Failed = [Reason.Of("not_asked.hours_closed"), Reason.Of("not_asked.geo")],
        };

        var result = await bidders.HoldAsync(
            Some.Order([closed, Some.Fixed("acme", 20), Some.Fixed("later", 90, tier: 1)]), Stop);

        Row(result, "closed").ShouldBe(CandidateStage.NotAsked, "not_asked.hours_closed", null);
        Row(result, "closed").AlsoFailed.Single().Code.ShouldBe("not_asked.geo");
        Row(result, "later").ShouldBe(CandidateStage.NotAsked, "not_asked.ended_early", null);
    }

    [Fact]
    public async Task At_most_so_many_are_asked_and_the_rest_is_ranked_out()
    {
        using var bidders = new ScriptedBidders(Some.Settings with { AskedMax = 5 });
        var field = Enumerable.Range(0, 12).Select(i => "b" + i).ToArray();
        foreach (var id in field) bidders.Bidding(id, 10);

        var result = await bidders.HoldAsync(Some.Order([.. field.Select(id => Bidder(id))]), Stop);

        bidders.Asked.Count.ShouldBe(5);
        result.Record.Candidates.Count(row => row.Reason.Code == "not_asked.ranked_out").ShouldBe(7);
    }

    [Fact]
    public async Task A_bid_id_of_another_call_is_refused_and_one_of_this_call_is_not()
    {
        using var bidders = new ScriptedBidders().With("acme", Some.Bid(34, id: "b-1"));
        var first = Some.Order([Bidder("acme")]);

        var sold = await bidders.HoldAsync(first, Stop);
        var again = await bidders.HoldAsync(first, Stop);
        var replayed = await bidders.HoldAsync(Some.Order([Bidder("acme")]), Stop);

        sold.Offers.Count.ShouldBe(1);
        again.Offers.Count.ShouldBe(1);
        Row(replayed, "acme").ShouldBe(CandidateStage.Rejected, "rejected.duplicate_answer", null);
    }

    [Fact]
    public async Task With_nobody_to_ask_there_is_a_record_and_no_offer()
    {
        using var bidders = new ScriptedBidders();
        var paused = Some.Fixed("acme", 34) with { Failed = [Reason.Of("not_asked.paused")] };

        var result = await bidders.HoldAsync(Some.Order([paused]), Stop);

        result.Offers.ShouldBeEmpty();
        result.Record.Candidates.Single().Reason.Code.ShouldBe("not_asked.paused");
    }

    private static Candidacy Bidder(
        string id, int timeoutMs = 1000, decimal? maxBid = null, ShareCaller share = ShareCaller.Never) =>
        Some.Bidder(id, "http://bidder.test/" + id, timeoutMs, maxBid, share);

    private static AuctionOrder Expecting(AuctionOrder order, MarketOdds odds) => order with
    {
        Campaign = order.Campaign with
        {
            Auction = order.Campaign.Auction with { RankBy = RankBy.ExpectedRevenue },
        },
        Odds = odds,
    };

    // So many talks of 45 to 164 seconds with the steady one, and as many dials to the one that never answers.
    private static MarketOdds KnownTalks(int talks)
    {
        var board = new OddsBoard();
        board.Learn(Enumerable.Range(0, talks).SelectMany(i => new[]
        {
            Dial("buyer-steady", TimeSpan.FromSeconds(45 + (i % 120))), Dial("buyer-no-show", null),
        }));
        return board.Current;
    }

    private static PastDial Dial(string buyer, TimeSpan? talkTime) => new(
        new CampaignId("auto-fl"), new PublisherId("zeta"), new BuyerId(buyer), talkTime, false, TimeProvider.System.GetUtcNow());

    private static Candidate Row(AuctionResult result, string target) =>
        result.Record.Candidates.Single(row => row.Target.Value == target);
}

internal static class CandidateAssertions
{
    public static void ShouldBe(this Candidate row, CandidateStage stage, string code, int? rank)
    {
        row.Reason.Code.ShouldBe(code);
        row.Stage.ShouldBe(stage);
        row.Rank.ShouldBe(rank);
    }
}
