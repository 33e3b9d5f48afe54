using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Server.Console.Call.Timelines;
using Bidline.Tests.Calls;
using CsCheck;
using Shouldly;
using Xunit;
using static Bidline.Tests.Calls.ToldCall;

namespace Bidline.Tests.Console.Call;

public sealed class TimelineTests
{
    private static readonly Naming Names = new(Book);

    [Fact]
    public void A_sold_call_has_a_line_for_everyone_who_had_a_part_in_it()
    {
        var timeline = Of(Sold().Settled());

        timeline.Rounds.ShouldHaveSingleItem().Title.ShouldBeNull();
        timeline.Rows.Select(row => (row.Kind, row.Name, row.Amount, row.Word)).ShouldBe(
        [
            (RowKind.Screen, "screen", null, "being looked up"),
            (RowKind.Auction, "auction", null, "2 valid bids"),
            (RowKind.Candidate, "FL desk", "$34.00", "won"),
            (RowKind.Candidate, "Beta Legal", "$31.50", "outbid"),
            (RowKind.Dial, "FL desk", null, "answered"),
            (RowKind.Talk, "talk", null, "qualified, caller hung up"),
            (RowKind.Money, "money", "$34.00", "payout $27.20"),
        ]);
    }

    [Fact]
    public void A_bidders_bar_runs_from_its_request_over_the_first_byte_to_the_end_of_its_answer()
    {
        var row = Bidder(CandidateStage.Won, Reason.Of("won"), sent: 3, first: 139, done: 143, bid: 34);
        var timeline = Of(new ToldCall().Then(0.2, new CallEvent.AuctionClosed(Held(row))));

        var line = timeline.Rows.Single(it => it.Kind == RowKind.Candidate);
        var stretch = timeline.Rounds[0].Scale.Stretches[0];
        var start = 200 - 200; // decided at 0.2 s after 200 ms
        line.Bars.Select(bar => bar.Look).ShouldBe([BarLook.Waiting, BarLook.Reading]);
        line.Bars[0].Left.ShouldBe(stretch.At(start + 3), 0.001);
        line.Bars[1].Left.ShouldBe(stretch.At(start + 139), 0.001);
        (line.Bars[1].Left + line.Bars[1].Width).ShouldBe(stretch.At(start + 143), 0.001);
        line.Took.ShouldBe("140 ms");
    }

    [Fact]
    public void A_late_answer_is_drawn_hollow_beyond_the_wall_and_says_what_it_would_have_done()
    {
        var row = Bidder(CandidateStage.Error, Reason.Of("error.timeout", ("ms", "198")), sent: 1) with
        {
            Late = new LateAnswer(340, Money.Usd(39), "won"),
        };
        var timeline = Of(new ToldCall().Then(0.2, new CallEvent.AuctionClosed(Held(row))));

        var line = timeline.Rows.Single(it => it.Kind == RowKind.Candidate);
        var wall = timeline.Rows.Single(it => it.Kind == RowKind.Auction).Marks.Single(mark => mark.Look == MarkLook.Deadline);
        var late = line.Bars.Single(bar => bar.Look == BarLook.Late);
        (late.Left + late.Width).ShouldBeGreaterThan(wall.At);
        late.Left.ShouldBeLessThanOrEqualTo(wall.At);
        (line.Word, line.Amount, line.Took).ShouldBe(("late, would have won", "$39.00", "339 ms"));
        line.Told.ShouldContain("Its late answer came at 340 ms with $39.00: it would have won.");
        timeline.Rounds[0].Scale.Ticks.Single(tick => tick.IsWall).Label.ShouldBe("200 ms");
    }

    [Fact]
    public void A_deadline_far_beyond_everything_that_happened_does_not_press_it_against_the_edge()
    {
        var row = Bidder(CandidateStage.Won, Reason.Of("won"), sent: 0.5, first: 9, done: 10, bid: 34);
        var auction = Held(row) with { Deadline = TimeSpan.FromSeconds(5), Took = TimeSpan.FromMilliseconds(10) };
        var timeline = Of(new ToldCall().Then(0.01, new CallEvent.AuctionClosed(auction)));

        timeline.Rows.Single(it => it.Kind == RowKind.Auction).Marks.ShouldNotContain(mark => mark.Look == MarkLook.Deadline);
        timeline.Rows.Single(it => it.Kind == RowKind.Candidate).Bars.Sum(bar => bar.Width).ShouldBeGreaterThan(80);
    }

    [Fact]
    public void Who_was_not_asked_is_one_line_by_reason_beside_those_who_were()
    {
        var rows = Enumerable.Range(0, 3).Select(i => NotAsked($"shut-{i}", "not_asked.hours_closed"))
            .Append(NotAsked("full", "not_asked.cap_calls"))
            .Append(Bidder(CandidateStage.NoBid, Reason.Of("no_bid.declined"), sent: 1, first: 20, done: 21));
        var timeline = Of(new ToldCall().Then(0.2, new CallEvent.AuctionClosed(Held([.. rows]))));

        var line = timeline.Rows.Single(row => row.Kind == RowKind.NotAsked);
        (line.Name, line.Note).ShouldBe(("4 more not asked", "3 closed at this hour, 1 at its cap"));
    }

    [Fact]
    public void Where_nobody_was_asked_each_has_a_line_with_the_compared_values()
    {
        var timeline = Of(new ToldCall().Then(0.01, new CallEvent.AuctionClosed(Held(
            NotAsked("acme-fl", "not_asked.geo", ("states", "HI"), ("state", "NY"))))));

        var line = timeline.Rows.Single(row => row.Kind == RowKind.NotAsked);
        (line.Name, line.Note, line.Word).ShouldBe(
            ("FL desk", "takes HI, the caller is in NY", "not taking the caller's state"));
    }

    [Fact]
    public void Beyond_a_dozen_the_asked_are_folded_and_none_is_lost()
    {
        var rows = Enumerable.Range(0, 40).Select(i => Bidder(
            CandidateStage.NoBid, Reason.Of("no_bid.declined"), sent: 1, first: 20, done: 21, target: $"t-{i:00}"));
        var timeline = Of(new ToldCall().Then(0.2, new CallEvent.AuctionClosed(Held([.. rows]))));

        var lines = timeline.Rows.Where(row => row.Kind == RowKind.Candidate).ToArray();
        (lines.Length, lines.Count(line => line.IsFolded)).ShouldBe((40, 28));
    }

    [Fact]
    public void A_further_auction_is_a_round_of_its_own_with_the_dials_that_came_of_it()
    {
        var first = new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Failed(1, AcmeFlorida, "dial.no_answer", 25);
        var again = Auction(Row(BetaLegal, CandidateStage.Won, Reason.Of("won"), 31.50m, 1)) with { Trigger = "reroute" };
        var timeline = Of(first.Then(0.1, new CallEvent.AuctionClosed(again))
            .Dialled(2, BetaLegal).Answered(2, BetaLegal, 6)
            .Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 100));

        timeline.Rounds.Select(round => round.Title).ShouldBe(
            ["Auction 1 · for the call · at 0.0 s", "Auction 2 · asked again · at 25 s"]);
        timeline.Rounds[0].Rows.Where(row => row.Kind == RowKind.Dial).Select(row => row.Word).ShouldBe(["no answer"]);
        timeline.Rounds[1].Rows.Where(row => row.Kind is RowKind.Dial or RowKind.Talk).Select(row => row.Name)
            .ShouldBe(["Beta Legal", "talk"]);
    }

    [Fact]
    public void Talk_that_does_not_pay_yet_looks_different_from_talk_that_does()
    {
        var timeline = Of(Sold());

        var talk = timeline.Rows.Single(row => row.Kind == RowKind.Talk);
        var stretch = timeline.Rounds[0].Scale.For(StretchKind.Talk);
        talk.Bars.Select(bar => bar.Look).ShouldBe([BarLook.Unpaid, BarLook.Talk]);
        talk.Marks.ShouldHaveSingleItem().ShouldBe(new Mark(stretch.At(6_100 + 90_000), MarkLook.Qualified, "✓ 1:30"));
        talk.Bars[1].Left.ShouldBe(talk.Marks[0].At, 0.001);
    }

    [Fact]
    public void A_talk_that_was_too_short_shows_the_second_that_was_needed()
    {
        var timeline = Of(new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Answered(1, AcmeFlorida, 6)
            .Ended(CallOutcome.Connected, Reason.Of("pay.too_short"), talk: 62).Settled());

        var talk = timeline.Rows.Single(row => row.Kind == RowKind.Talk);
        (talk.Word, talk.Tone, talk.Took).ShouldBe(("28 s short", Tone.Warn, "1:02"));
        talk.Marks.ShouldHaveSingleItem().Look.ShouldBe(MarkLook.Needed);
        talk.Marks[0].At.ShouldBeGreaterThan(talk.Bars[0].Left + talk.Bars[0].Width);
        timeline.Rows.Single(row => row.Kind == RowKind.Money).Word.ShouldBe("nothing charged");
    }

    [Fact]
    public void A_live_call_grows_with_the_clock()
    {
        var live = new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Answered(1, AcmeFlorida, 6);

        string Talked(double seconds) => Of(live, 1000 * seconds).Rows.Single(row => row.Kind == RowKind.Talk).Took!;

        (Talked(10), Talked(70.2)).ShouldBe(("0:03", "1:04"));
        Of(live, 10_000).Rows.Single(row => row.Kind == RowKind.Talk).Word.ShouldBe("talking, pays from 1:30");
    }

    [Fact]
    public void A_refused_call_is_one_line_that_says_why()
    {
        var refused = Reason.Of("call.number_unassigned");
        var timeline = Of(new ToldCall().Then(0.002, new CallEvent.Refused(refused, 404))
            .Then(0, new CallEvent.Ended(CallOutcome.Blocked, refused, null, TimeSpan.Zero, null)));

        var line = timeline.Rows.ShouldHaveSingleItem();
        (line.Kind, line.Word, line.Tone).ShouldBe((RowKind.Screen, "unknown number", Tone.Bad));
        line.Told.ShouldBe("Turned away after 2.0 ms: the dialled number is not a tracking number.");
    }

    [Fact]
    public void A_call_that_a_restart_ended_was_over_when_its_server_died()
    {
        var told = new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Then(
            600, new CallEvent.Ended(CallOutcome.Failed, Reason.Of("error.internal"), EndedBy.Recovery, TimeSpan.Zero, null));

        TimelineOfTrace.EndOf(CallTrace.Of(told.Log, Book)!, nowMs: 0).ShouldBe(100);
    }

    [Fact]
    public void A_price_that_needs_no_request_is_a_mark_and_not_a_bar()
    {
        var timeline = Of(new ToldCall().Then(0.01, new CallEvent.AuctionClosed(Held(
            Bidder(CandidateStage.Won, Reason.Of("won"), sent: 0, first: 0, done: 0, bid: 14)))));

        var line = timeline.Rows.Single(row => row.Kind == RowKind.Candidate);
        (line.Bars.Count, line.Marks.Single().Look, line.Took).ShouldBe((0, MarkLook.Fixed, "fixed"));
    }

    [Fact]
    public void A_bid_that_must_be_confirmed_shows_the_wait_before_its_dial()
    {
        var timeline = Of(new ToldCall().Auctioned()
            .Then(0, new CallEvent.FundsHeld(1, HoldId.For(Given.CallId, 1), AcmeFlorida, Acme, new ToldCall().Terms))
            .Then(0, new CallEvent.ConfirmStarted(1, AcmeFlorida, ["caller"]))
            .Then(0.3, new CallEvent.Confirmed(1, AcmeFlorida, null, TimeSpan.FromSeconds(0.3)))
            .Then(0, new CallEvent.DialStarted(1, AcmeFlorida, "sip:desk@127.0.0.1")).Answered(1, AcmeFlorida, 6));

        var confirm = timeline.Rows.Single(row => row.Kind == RowKind.Confirm);
        confirm.Bars.ShouldHaveSingleItem().Look.ShouldBe(BarLook.Waiting);
        confirm.Bars[0].Left.ShouldBe(timeline.Rounds[0].Scale.For(StretchKind.Dial).Left, 0.001);
        (confirm.Word, confirm.Took, confirm.Tone).ShouldBe(("confirmed", "300 ms", Tone.Good));
        confirm.Told.ShouldBe("Attempt 1, FL desk: asked to confirm its bid at 0.10 s, confirmed after 300 ms.");
        timeline.Rows.Single(row => row.Kind == RowKind.Dial).Told.ShouldContain("dialled at 0.40 s");
    }

    [Fact]
    public void A_winner_that_does_not_confirm_is_not_dialled_and_says_why()
    {
        var timeline = Of(new ToldCall().Auctioned()
            .Then(0, new CallEvent.FundsHeld(1, HoldId.For(Given.CallId, 1), AcmeFlorida, Acme, new ToldCall().Terms))
            .Then(0, new CallEvent.ConfirmStarted(1, AcmeFlorida, ["caller"]))
            .Then(0.3, new CallEvent.ConfirmFailed(1, AcmeFlorida, Reason.Of("dial.declined"), TimeSpan.FromSeconds(0.3))));

        var confirm = timeline.Rows.Single(row => row.Kind == RowKind.Confirm);
        (confirm.Word, confirm.Took, confirm.Tone).ShouldBe(("not confirmed: declined", "300 ms", Tone.Bad));
        confirm.Bars.ShouldHaveSingleItem();
        confirm.Told.ShouldEndWith("; not dialled.");
        timeline.Rows.ShouldNotContain(row => row.Kind == RowKind.Dial);
    }

    [Fact]
    public void A_confirmation_that_came_too_late_says_what_it_said()
    {
        var timeline = Of(new ToldCall().Auctioned()
            .Then(0, new CallEvent.FundsHeld(1, HoldId.For(Given.CallId, 1), AcmeFlorida, Acme, new ToldCall().Terms))
            .Then(0, new CallEvent.ConfirmStarted(1, AcmeFlorida, ["caller"]))
            .Then(0.3, new CallEvent.ConfirmFailed(1, AcmeFlorida, Reason.Of("dial.confirm_failed"), TimeSpan.FromSeconds(0.3)))
            .Then(0.2, new CallEvent.ConfirmLate(1, AcmeFlorida, TimeSpan.FromSeconds(0.5), null, "sip:desk@10.0.0.9")));

        var confirm = timeline.Rows.Single(row => row.Kind == RowKind.Confirm);
        (confirm.Word, confirm.Tone).ShouldBe(("confirmed too late", Tone.Bad));
        confirm.Bars[1].Look.ShouldBe(BarLook.Late);
        confirm.Told.ShouldEndWith("Its answer came after 500 ms, too late: it confirmed, to sip:desk@10.0.0.9.");
    }

    [Theory]
    [InlineData(Closing.NobodyCanWin, "nobody pending could win")]
    [InlineData(Closing.Everyone, "everybody had answered")]
    [InlineData(Closing.Deadline, "the time was over")]
    public void An_auction_says_why_it_stopped_waiting(Closing closing, string why)
    {
        var record = Held(Bidder(CandidateStage.Won, Reason.Of("won"), sent: 1, first: 20, done: 21, bid: 34)) with { ClosedBy = closing };
        var timeline = Of(new ToldCall().Then(0.2, new CallEvent.AuctionClosed(record)));

        timeline.Rows.Single(row => row.Kind == RowKind.Auction).Told.ShouldContain(why);
    }

    [Fact]
    public void A_shadow_stands_last_and_says_that_it_cannot_win()
    {
        var shadow = Bidder(CandidateStage.Lost, Reason.Of("lost.shadow", ("bid", "40.00"), ("would_have", "won"), ("winning", "34.00")), sent: 1, first: 9, done: 10, bid: 40) with { Shadow = true };
        var winner = Bidder(CandidateStage.Won, Reason.Of("won"), sent: 1, first: 20, done: 21, bid: 34) with { Target = AcmeFlorida, Buyer = Acme, Rank = 1 };
        var timeline = Of(new ToldCall().Then(0.2, new CallEvent.AuctionClosed(Held(shadow, winner))));

        var rows = timeline.Rows.Where(row => row.Kind == RowKind.Candidate).ToList();
        (rows[^1].Word, rows[^1].Tone, rows[^1].Amount).ShouldBe(("shadow: would have won", Tone.Muted, "$40.00"));
        rows[^1].Told.ShouldContain("in shadow, cannot win; asked at 1.0 ms");
    }

    [Fact]
    public void On_one_scale_everything_is_true_to_time()
    {
        var timeline = TimelineOfTrace.Of(CallTrace.Of(Sold().Log, Book)!, Names, 0, isLinear: true);

        timeline.Rounds[0].Scale.Stretches.ShouldHaveSingleItem();
        timeline.Rows.Single(row => row.Kind == RowKind.Talk).Bars.Sum(bar => bar.Width).ShouldBe(100 * 192 / 198.1, 0.01);
    }

    [Fact]
    public void The_words_have_every_line_in_order_for_those_who_cannot_see_it()
    {
        var trace = CallTrace.Of(Sold().Settled().Log, Book)!;
        var timeline = TimelineOfTrace.Of(trace, Names, 0);

        var text = TimelineText.Of(trace, timeline).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        text[1].ShouldBe(trace.Verdict);
        text[2..].Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..])
            .ShouldBe(timeline.Rows.Select(row => row.Told));
    }

    [Fact]
    public void Whatever_a_log_says_its_picture_stays_on_the_page() => Gen
        .Select(Gen.OneOf([.. GenCallEvent.Later]).List[0, 12], Gen.Int[0, 100_000])
        .Sample((later, now) =>
        {
            var told = new ToldCall();
            foreach (var happened in later) told.Then(0.1, InDollars(happened, told));
            var timeline = TimelineOfTrace.Of(CallTrace.Of(told.Log, null)!, new Naming(null), now);

            foreach (var row in timeline.Rows)
            {
                row.Bars.ShouldAllBe(bar => bar.Left >= 0 && bar.Width >= 0 && bar.Left + bar.Width <= 100.001);
                row.Marks.ShouldAllBe(mark => mark.At >= 0 && mark.At <= 100.001);
                row.Told.ShouldNotBeEmpty();
            }
        });

    // A call has one currency.
    private static CallEvent InDollars(CallEvent happened, ToldCall told) => happened switch
    {
        CallEvent.FundsHeld it => it with { Terms = told.Terms },
        CallEvent.Settled it => it with { Revenue = Money.Usd(1), Payout = Money.Usd(1), Margin = Money.Usd(0) },
        _ => happened,
    };

    private static ToldCall Sold() => new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Answered(1, AcmeFlorida, 6)
        .Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 192);

    private static Timeline Of(ToldCall told, double nowMs = 0) =>
        TimelineOfTrace.Of(CallTrace.Of(told.Log, Book)!, Names, nowMs);

    private static AuctionRecord Held(params Candidate[] rows) => Auction(rows) with
    {
        Deadline = TimeSpan.FromMilliseconds(200), Took = TimeSpan.FromMilliseconds(200),
    };

    private static Candidate Bidder(
        CandidateStage stage, Reason reason, double sent, double? first = null, double? done = null, decimal? bid = null,
        string target = "acme-fl") => Row(new TargetId(target), stage, reason, bid, bid is null ? null : 1) with
        {
            SentMs = sent, FirstByteMs = first, DoneMs = done,
        };
}
