using System.Text.Json;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Shouldly;
using Xunit;
using static Bidline.Tests.Calls.ToldCall;

namespace Bidline.Tests.Calls;

public sealed class CallTraceTests
{
    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [Fact]
    public void A_sold_call_has_the_shape_of_the_wire()
    {
        var trace = JsonSerializer.SerializeToElement(CallTrace.Of(Sold().Settled().Call, Book), Wire);

        trace.GetProperty("object").GetString().ShouldBe("call");
        trace.GetProperty("outcome").GetString().ShouldBe("connected");
        trace.GetProperty("reason").GetString().ShouldBe("pay.qualified");
        trace.GetProperty("money").GetProperty("booked").GetProperty("payout").GetString().ShouldBe("27.20");
        var auction = trace.GetProperty("auctions")[0];
        auction.GetProperty("candidates")[0].GetProperty("stage").GetString().ShouldBe("won");
        auction.GetProperty("candidates")[0].GetProperty("also_failed").GetArrayLength().ShouldBe(0);
        trace.GetProperty("attempts")[0].GetProperty("talk_ms").GetDouble().ShouldBe(192_000);
    }

    [Fact]
    public void A_confirmation_is_part_of_its_attempt_and_of_what_was_disclosed()
    {
        var held = new CallEvent.FundsHeld(1, HoldId.For(Given.CallId, 1), BetaLegal, Beta, new ToldCall().Terms);
        var asked = new ToldCall().Auctioned().Then(0, held)
            .Then(0.01, new CallEvent.ConfirmStarted(1, BetaLegal, ["caller", "zip"]));

        CallTrace.Of(asked.Call, Book).Verdict.ShouldBe("Waiting for the confirmation of Beta Legal.");
        var failed = asked.Then(0.2, new CallEvent.ConfirmFailed(
            1, BetaLegal, Reason.Of("dial.not_confirmed", ("text", "no agents")), TimeSpan.FromMilliseconds(200)));
        var trace = CallTrace.Of(failed.Call, Book);

        var attempt = trace.Attempts.ShouldHaveSingleItem();
        (attempt.Reason, attempt.Confirmation!.TookMs, attempt.Confirmation.Confirmed).ShouldBe(("dial.not_confirmed", 200, false));
        trace.Disclosures.ShouldContain(shown => shown.Target == "beta-legal" && shown.Fields.Contains("caller"));
        trace.MoneyState.ShouldBe("none");
    }

    [Fact]
    public void Counts_of_an_auction_add_up()
    {
        var auction = CallTrace.Of(Sold().Call, null).Auctions[0];

        auction.Considered.ShouldBe(auction.Candidates.Count);
        auction.Asked.ShouldBe(2);
        auction.Valid.ShouldBe(2);
    }

    [Fact]
    public void An_auction_by_expected_revenue_shows_every_figure_that_decided()
    {
        var expected = new ExpectedRevenue(Money.Usd(21.6m), 90, 0.9m, 0.705882m, 132.5m, 88, 412, 1032.4m);
        var record = Auction(Row(AcmeFlorida, CandidateStage.Won, Reason.Of("won"), 34, 1) with
        {
            Expected = expected, Pays = Money.Usd(31.5m),
        }) with
        {
            RankBy = RankBy.ExpectedRevenue,
            FloorRule = "tx-nights",
            Unlisted = [new UnlistedTargets("not_asked.geo", 9000)],
        };

        var trace = JsonSerializer.SerializeToElement(
            CallTrace.Of(new ToldCall().Then(0.1, new CallEvent.AuctionClosed(record)).Call, Book), Wire);

        var auction = trace.GetProperty("auctions")[0];
        auction.GetProperty("rank_by").GetString().ShouldBe("expected_revenue");
        auction.GetProperty("floor").GetRawText().ShouldBe("""{"amount":"24.00","rule":"tx-nights"}""");
        auction.GetProperty("considered").GetInt32().ShouldBe(9001);
        auction.GetProperty("unlisted")[0].GetProperty("targets").GetInt32().ShouldBe(9000);
        auction.GetProperty("candidates")[0].GetProperty("pays").GetString().ShouldBe("31.50");
        auction.GetProperty("candidates")[0].GetProperty("expected").GetRawText().ShouldBe(
            """
            {"amount":"21.60","qualify_seconds":90,"answer_rate":0.9,"qualify_rate":0.705882,"buyer_dials":132.5,"buyer_talks":88,"publisher_talks":412,"campaign_talks":1032.4}
            """);
    }

    [Fact]
    public void An_auction_that_fell_back_to_price_says_why()
    {
        var record = Auction() with { ColdStart = Reason.Of("rank.cold_start", ("talks", "37"), ("needed", "100")) };

        CallTrace.Of(new ToldCall().Then(0.1, new CallEvent.AuctionClosed(record)).Call, null)
            .Auctions[0].ColdStart!.Text
            .ShouldBe("ranked by price: 37 answered calls of the campaign are known, 100 are needed");
    }

    [Fact]
    public void The_caller_is_masked() =>
        JsonSerializer.Serialize(CallTrace.Of(Sold().Call, Book), Wire).ShouldNotContain("3055550142");

    [Fact]
    public void Money_is_expected_while_the_call_lives_and_booked_when_it_is_settled()
    {
        CallTrace.Of(new ToldCall().Call, null).MoneyState.ShouldBe("none");
        CallTrace.Of(new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Call, null).MoneyState.ShouldBe("expected");
        CallTrace.Of(Sold().Settled().Call, null).MoneyState.ShouldBe("booked");
    }

    [Fact]
    public void A_failed_attempt_leaves_nothing_expected() =>
        new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Failed(1, AcmeFlorida, "dial.busy", 0).Call
            .MoneyState.ShouldBe("none");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_late_answer_finds_its_row_whether_it_comes_before_the_record_or_after(bool before)
    {
        var auction = Auction(Row(AcmeFlorida, CandidateStage.Error, Reason.Of("error.timeout")));
        CallEvent closed = new CallEvent.AuctionClosed(auction);
        CallEvent late = new CallEvent.LateBid(auction.Id, AcmeFlorida, new LateAnswer(1140, Money.Usd(39), "won"));

        var call = new ToldCall().Then(1, before ? late : closed).Then(0, before ? closed : late).Call;

        CallTrace.Of(call, null).Auctions[0].Candidates[0].Late!.Bid.ShouldBe("39.00");
    }

    [Fact]
    public void What_each_buyer_was_shown_is_on_record_before_the_call_was_won_and_at_the_dial()
    {
        var auction = Auction(
            Row(AcmeFlorida, CandidateStage.Won, Reason.Of("won"), 34, 1) with { SentMs = 1, Shown = ["state", "tags.age"] },
            Row(BetaLegal, CandidateStage.Lost, Reason.Of("lost.price"), 31, 2) with { SentMs = 2, Shown = [] });

        var trace = CallTrace.Of(new ToldCall().Then(0.1, new CallEvent.AuctionClosed(auction)).Dialled(1, AcmeFlorida).Call, null);

        trace.Disclosures.Select(it => $"{it.Target} {it.With}: {string.Join(' ', it.Fields)}").ShouldBe(
            ["acme-fl bid_request: state tags.age", "acme-fl dial: caller"]);
    }

    [Fact]
    public void The_rules_that_made_a_bid_are_told_and_survive_the_log()
    {
        var run = Campaigns.BidRules.Rules.Table("caller.state,equals,FL,add,5,florida\n,always,,reject,,none")
            .Run(Campaigns.BidRules.Rules.Call("caller.state=FL"));
        var closed = new CallEvent.AuctionClosed(Auction(Row(AcmeFlorida, CandidateStage.NoBid, run.Rejection!) with { Rules = run }));
        var written = JsonSerializer.Serialize<CallEvent>(closed, Bidline.Storage.StoredJson.Options);
        var read = JsonSerializer.Deserialize<CallEvent>(written, Bidline.Storage.StoredJson.Options)!;

        var rules = CallTrace.Of(new ToldCall().Then(0, read).Call, null).Auctions[0].Candidates[0].Rules!;

        (rules.Base, rules.Bid, rules.Applied).ShouldBe(("20.00", null, 2));
        rules.Steps.Select(step => $"{step.Row} {step.Action} {step.Before} {step.After}").ShouldBe(
            ["florida add 20.00 25.00", "none reject 25.00 "]);
    }

    [Fact]
    public void The_log_is_told_in_words_in_its_order()
    {
        var trace = CallTrace.Of(Sold().Settled().Log, Book)!;

        trace.Events.Select(line => line.Seq).ShouldBe(Enumerable.Range(1, trace.Events.Count));
        trace.Events.Select(line => $"{line.Event}: {line.Text}").ShouldBe(
        [
            "received: +1 (305) •••-••42 called +18005550100 through lab; Auto insurance, Florida for zeta; book 37",
            "auction_closed: auction closed after 31 ms: 2 considered, 2 asked; Acme Insurance · FL desk won at $34.00",
            "funds_held: attempt 1: $34.00 of Acme Insurance held for FL desk",
            "dial_started: attempt 1: dialling sip:sales@127.0.0.1:5070",
            "connected: attempt 1: answered after 6 s",
            "ended: ended as connected, by caller, talked 3:12: talked unknown s, unknown s needed",
            "settled: settled: revenue $34.00, payout $27.20, margin $6.80",
        ]);
    }

    [Fact]
    public void An_attempt_keeps_the_terms_that_it_was_sold_under() =>
        CallTrace.Of(Sold().Call, null).Attempts[0].Terms.ShouldBe(new TermsTrace("34.00", 90, "zeta", "80 % of the revenue", 60));

    [Fact]
    public void An_unsold_call_names_who_stood_closest_and_no_other_does()
    {
        var told = new ToldCall().Then(0.1, new CallEvent.AuctionClosed(Auction(
            Row(BetaLegal, CandidateStage.Rejected, Reason.Of("rejected.below_floor", ("bid", "18.00"), ("floor", "24.00")), 18))));

        CallTrace.Of(told.Ended(CallOutcome.NoBuyer, Reason.Of("rejected.below_floor")).Call, null).Closest
            .ShouldBe(new ClosestTrace("beta-legal", "beta", "would have taken it at a floor of $18.00 or less."));
        CallTrace.Of(Sold().Call, null).Closest.ShouldBeNull();
    }

    [Fact]
    public void The_other_failed_checks_come_with_their_words()
    {
        var row = NotAsked("acme-fl", "not_asked.paused") with { AlsoFailed = [Reason.Of("not_asked.geo", ("states", "HI"), ("state", "NY"))] };
        var told = new ToldCall().Then(0.1, new CallEvent.AuctionClosed(Auction(row)));

        var candidate = CallTrace.Of(told.Call, null).Auctions[0].Candidates[0];
        candidate.AlsoFailed.ShouldBe(["not_asked.geo"]);
        candidate.AlsoFailedText.ShouldBe(["takes HI, the caller is in NY"]);
    }

    private static ToldCall Sold() => new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Answered(1, AcmeFlorida, 6)
        .Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 192);
}
