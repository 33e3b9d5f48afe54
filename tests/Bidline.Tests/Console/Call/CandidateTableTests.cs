using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns.BidRules;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Server.Console.Call.Candidates;
using Bidline.Tests.Calls;
using CsCheck;
using Shouldly;
using Xunit;
using static Bidline.Tests.Calls.ToldCall;

namespace Bidline.Tests.Console.Call;

public sealed class CandidateTableTests
{
    [Fact]
    public void Everyone_has_a_row_under_the_heading_of_how_it_ended()
    {
        var table = Of(
            NotAsked("shut", "not_asked.hours_closed"),
            Row(BetaLegal, CandidateStage.Lost,
                Reason.Of("lost.price", ("own", "31.50"), ("winning", "34.00"), ("gap", "2.50")), 31.50m, 2),
            Row(AcmeFlorida, CandidateStage.Won, Reason.Of("won", ("price", "34.00")), 34, 1));

        table.Groups.Select(group => (group.Name, group.Lines.Count)).ShouldBe([("won", 1), ("lost", 1), ("not asked", 1)]);
        var lost = table.Groups[1].Lines[0];
        (lost.Rank, lost.TargetName, lost.Why, lost.Text, lost.Bid, lost.Fix).ShouldBe(
            (2, "Beta Legal", "outbid", "bid 31.50 against 34.00, 2.50 short", "$31.50", "buyer"));
        table.Terms.ShouldBe("first price · floor $24.00 · deadline 800 ms · tier 1 asked");
    }

    [Fact]
    public void All_failed_checks_are_listed_with_their_values_and_not_only_the_first()
    {
        var row = NotAsked("acme-fl", "not_asked.paused", ("what", "target"), ("id", "acme-fl")) with
        {
            AlsoFailed = [Reason.Of("not_asked.geo", ("states", "HI"), ("state", "NY"))],
        };

        Of(row).Groups[0].Lines[0].AlsoFailed.ShouldBe([new FailedCheck("not_asked.geo", "takes HI, the caller is in NY")]);
    }

    [Fact]
    public void A_late_answer_says_what_it_would_have_done()
    {
        var row = Row(BetaLegal, CandidateStage.Error, Reason.Of("error.timeout", ("ms", "200"))) with
        {
            SentMs = 1, Late = new LateAnswer(1_140, Money.Usd(39), "won"),
        };

        var line = Of(row).Groups[0].Lines[0];
        (line.Answered, line.Late).ShouldBe(("late, 1,140 ms", "late answer $39.00: would have won"));
    }

    [Fact]
    public void Each_auction_has_its_own_table()
    {
        var told = new ToldCall().Auctioned().Then(25, new CallEvent.AuctionClosed(
            Auction(NotAsked("acme-fl", "not_asked.already_tried")) with { Trigger = "reroute" }));

        CandidateTable.Of(CallTrace.Of(told.Log, Book)!.Auctions, Currency.Usd, new Naming(Book)).Select(table => table.Title)
            .ShouldBe(["Auction 1 · for the call", "Auction 2 · asked again"]);
    }

    [Fact]
    public void The_bottom_line_counts_what_is_in_the_rows() => BottomLine.Of(Trace(
        NotAsked("a", "not_asked.geo"), NotAsked("b", "not_asked.geo"), NotAsked("c", "not_asked.paused"),
        NotAsked("d", "not_asked.cap_calls"), NotAsked("e", "not_asked.balance"),
        Row(new TargetId("f"), CandidateStage.Error, Reason.Of("error.timeout")),
        Row(new TargetId("g"), CandidateStage.NoBid, Reason.Of("no_bid.declined")),
        Row(new TargetId("h"), CandidateStage.Lost, Reason.Of("lost.price"), 30, 2),
        Row(new TargetId("i"), CandidateStage.Won, Reason.Of("won"), 34, 1)).Auctions[0]).ToString().ShouldBe(
            "9 considered = 5 not asked + 4 asked (1 won, 1 lost, 1 no bid, 1 timed out)");

    [Fact]
    public void Targets_of_a_big_campaign_that_have_no_row_are_counted_by_reason()
    {
        var told = new ToldCall().Then(0.1, new CallEvent.AuctionClosed(Auction(NotAsked("a", "not_asked.geo")) with
        {
            Unlisted = [new UnlistedTargets("not_asked.geo", 400), new UnlistedTargets("not_asked.paused", 12)],
        }));

        var table = CandidateTable.Of(CallTrace.Of(told.Log, Book)!.Auctions, Currency.Usd, new Naming(Book)).ShouldHaveSingleItem();
        table.Sum.ToString().ShouldBe("413 considered = 413 not asked + 0 asked");
        table.Unlisted.Select(group => (group.Targets, group.Text)).ShouldBe(
            [(400, "not taking the caller's state"), (12, "paused")]);
    }

    [Fact]
    public void The_bottom_line_adds_up_for_any_auction() => Gen
        .Select(Gen.Enum<CandidateStage>(), Gen.OneOf("error.timeout", "error.http", "lost.price"))
        .List[0, 60]
        .Sample(rows =>
        {
            var auction = Trace(
                [.. rows.Select((row, i) => Row(new TargetId($"t-{i}"), row.Item1, Reason.Of(row.Item2)))]).Auctions[0];
            var line = BottomLine.Of(auction);

            line.Considered.ShouldBe(auction.Considered);
            line.Asked.ShouldBe(auction.Asked);
            (line.NotAsked + line.Parts.Sum(part => part.Count)).ShouldBe(rows.Count);
            line.Parts.ShouldAllBe(part => part.Count > 0);
        });

    [Fact]
    public void An_auction_by_expected_revenue_shows_what_each_bid_was_expected_to_bring()
    {
        var row = Row(AcmeFlorida, CandidateStage.Won, Reason.Of("won", ("price", "40.00")), 40, 1) with
        {
            Effective = Money.Usd(17.2m), Pays = Money.Usd(36),
            Expected = new ExpectedRevenue(Money.Usd(17.2m), 90, 0.86m, 0.5m, 100, 86, 40, 40),
        };

        var line = Of(row).Groups[0].Lines[0];
        line.Learned.ShouldBe(
            "learned from 100 dials to the buyer, 86 talks with it, 40 of the publisher's and 40 of the campaign's; qualified means 90 s");
        (line.Bid, line.Effective, line.Pays, line.Expected).ShouldBe(
            ("$40.00", "$17.20", "$36.00", "$17.20 expected: $40.00 × 86 % answered × 50 % qualified"));
    }

    [Fact]
    public void A_shadow_stands_by_itself_and_is_counted_by_nothing_else()
    {
        var table = Of(
            Row(AcmeFlorida, CandidateStage.Won, Reason.Of("won", ("price", "34.00")), 34, 1),
            Row(BetaLegal, CandidateStage.Lost, Reason.Of("lost.shadow"), 40) with { Shadow = true });

        table.Groups.Select(group => (group.Name, group.Lines.Count)).ShouldBe([("won", 1), ("in shadow: asked, cannot win", 1)]);
        (table.Groups[1].Lines[0].IsShadow, table.Groups[1].IsAsked).ShouldBe((true, true));
        table.Sum.ToString().ShouldBe("1 considered = 0 not asked + 1 asked (1 won); 1 in shadow beside them");
    }

    [Fact]
    public void The_rows_of_a_buyers_own_rules_say_when_they_hold_and_what_they_did()
    {
        var run = new BidRuleRun(Money.Usd(20), Money.Usd(30), null, 2,
        [
            new BidRuleStep("florida", "add", Money.Usd(20), Money.Usd(25), "caller.state is FL"),
            new BidRuleStep("max", "limit", Money.Usd(25), Money.Usd(24)),
        ]);
        var row = Row(AcmeFlorida, CandidateStage.Won, Reason.Of("won"), 24, 1) with { Rules = run };

        Of(row).Groups[0].Lines[0].Rules.ShouldBe(
        [
            new RuleStep("florida", "caller.state is FL", "added $20.00 → $25.00", Decided: false),
            new RuleStep("max", null, "limited $25.00 → $24.00", Decided: true),
        ]);
    }

    [Fact]
    public void An_auction_says_when_and_why_it_stopped_waiting()
    {
        var record = Auction(Row(AcmeFlorida, CandidateStage.Won, Reason.Of("won"), 34, 1)) with { ClosedBy = Closing.NobodyCanWin };
        var told = new ToldCall().Then(0.1, new CallEvent.AuctionClosed(record));

        CandidateTable.Of(CallTrace.Of(told.Log, Book)!.Auctions, Currency.Usd, new Naming(Book))[0].Terms.ShouldBe(
            "first price · floor $24.00 · deadline 800 ms · decided after 31 ms, nobody pending could win · tier 1 asked");
    }

    private static CandidateTable Of(params Candidate[] rows) =>
        CandidateTable.Of(Trace(rows).Auctions, Currency.Usd, new Naming(Book)).ShouldHaveSingleItem();

    private static CallTrace Trace(params Candidate[] rows) =>
        CallTrace.Of(new ToldCall().Then(0.1, new CallEvent.AuctionClosed(Auction(rows))).Log, Book)!;
}
