using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Shouldly;
using Xunit;
using static Bidline.Tests.Calls.ToldCall;

namespace Bidline.Tests.Calls;

public sealed class VerdictSentenceTests
{
    [Fact]
    public void A_sold_call_says_to_whom_for_how_much_and_why() =>
        Say(new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Answered(1, AcmeFlorida, 6.1)
            .Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 192.4).Settled())
        .ShouldBe(
            "Sold to Acme Insurance · FL desk for $34.00 — highest of 2 valid bids (next $31.50). Answered after 6 s, "
            + "talked 3:12, qualified at 1:30. Revenue $34.00, payout $27.20, margin $6.80 (20 %).");

    [Theory]
    [InlineData(62, "talked 62 s; 90 s needed. 28 s short. Nothing was charged.")]
    [InlineData(89.96, "talked 89.9 s; 90 s needed. 0.1 s short. Nothing was charged.")]
    public void A_call_that_was_too_short_says_by_how_much(double talk, string end) =>
        Say(new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Answered(1, AcmeFlorida, 6)
            .Ended(CallOutcome.Connected, Reason.Of("pay.too_short"), talk: talk).Settled())
        .ShouldEndWith(end);

    [Fact]
    public void A_second_choice_says_who_was_tried_before() =>
        Say(new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Failed(1, AcmeFlorida, "dial.busy", 0)
            .Dialled(2, BetaLegal).Answered(2, BetaLegal, 3)
            .Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 100).Settled())
        .ShouldStartWith(
            "Sold to Beta Legal for $34.00 — number 2 of 2 valid bids. Tried before: Acme Insurance · FL desk (busy). ");

    [Fact]
    public void Many_attempts_are_counted_and_not_named()
    {
        var told = new ToldCall().Auctioned();
        for (var attempt = 1; attempt <= 4; attempt++)
            told.Dialled(attempt, AcmeFlorida).Failed(attempt, AcmeFlorida, attempt < 4 ? "dial.busy" : "dial.no_answer", 1);

        Say(told.Ended(CallOutcome.NotConnected, Reason.Of("dial.no_answer"), after: 1)).ShouldStartWith(
            "Not connected. Offered to 4 targets in turn (3 busy, 1 no answer), the last was Acme Insurance · FL desk "
            + "(no answer after 1.0 s). Nobody left to try; ");
    }

    [Fact]
    public void An_unsold_call_counts_the_reasons_and_names_the_closest() =>
        Say(new ToldCall().Then(0.1, new CallEvent.AuctionClosed(Auction(
                NotAsked("a", "not_asked.hours_closed"), NotAsked("b", "not_asked.hours_closed"),
                NotAsked("c", "not_asked.cap_calls", ("used", "50"), ("limit", "50")),
                Row(BetaLegal, CandidateStage.Rejected,
                    Reason.Of("rejected.below_floor", ("bid", "18.00"), ("floor", "24.00")), 18))))
            .Ended(CallOutcome.NoBuyer, Reason.Of("rejected.below_floor"), after: 2))
        .ShouldBe(
            "Unsold. 4 targets considered: 2 closed at this hour, 1 at its cap, 1 bid below the floor. "
            + "Closest to a sale: Beta Legal — would have taken it at a floor of $18.00 or less.");

    [Fact]
    public void Targets_of_a_big_campaign_that_have_no_row_are_counted_with_the_others() =>
        Say(new ToldCall().Then(0.1, new CallEvent.AuctionClosed(
                Auction(NotAsked("a", "not_asked.hours_closed"), NotAsked("b", "not_asked.balance")) with
                {
                    Unlisted = [new UnlistedTargets("not_asked.hours_closed", 7999), new("not_asked.geo", 1999)],
                }))
            .Ended(CallOutcome.NoBuyer, Reason.Of("not_asked.balance"), after: 2))
        .ShouldStartWith(
            "Unsold. 10,000 targets considered: 8,000 closed at this hour, 1,999 not taking the caller's state, "
            + "1 out of funds. ");

    [Fact]
    public void A_lower_bid_that_was_expected_to_bring_more_says_so()
    {
        var auction = Auction(
            Expecting(Row(AcmeFlorida, CandidateStage.Won, Reason.Of("won"), 34, 1), 21.6m),
            Expecting(Row(BetaLegal, CandidateStage.Lost, Reason.Of("lost.expected_revenue"), 48, 2), 9.6m));

        Say(new ToldCall().Then(0.1, new CallEvent.AuctionClosed(auction with { RankBy = RankBy.ExpectedRevenue }))
            .Dialled(1, AcmeFlorida).Answered(1, AcmeFlorida, 6)
            .Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 192))
        .ShouldStartWith(
            "Sold to Acme Insurance · FL desk for $34.00 — best of 2 valid bids: expected to bring $21.60 (next $9.60). ");
    }

    [Fact]
    public void A_call_that_nobody_answered_says_who_was_tried_and_what_the_caller_heard() =>
        Say(new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Failed(1, AcmeFlorida, "dial.no_answer", 25)
            .Dialled(2, BetaLegal).Failed(2, BetaLegal, "dial.busy", 0)
            .Then(0, new CallEvent.FallbackStarted("say", "Sorry."))
            .Ended(CallOutcome.NotConnected, Reason.Of("dial.busy"), after: 16))
        .ShouldBe(
            "Not connected. Offered to Acme Insurance · FL desk (no answer after 25 s), then to Beta Legal (busy). "
            + "Nobody left to try; caller heard the sorry message, ended after 41 s. Nothing was charged.");

    [Fact]
    public void An_abandoned_call_says_when_and_where() =>
        Say(new ToldCall().Auctioned().Dialled(1, AcmeFlorida)
            .Ended(CallOutcome.Abandoned, Reason.Of("call.caller_hangup_ringing"), after: 18))
        .ShouldBe("Caller hung up after 18 s while Acme Insurance · FL desk was ringing. Nothing was charged.");

    [Theory]
    [InlineData(CallOutcome.Blocked, "call.number_unassigned", "Refused: the dialled number is not a tracking number.")]
    [InlineData(CallOutcome.Handled, "call.no_targets", "Handled as designed, without a buyer.")]
    [InlineData(CallOutcome.Failed, "error.internal", "Failed on our side: our fault. Nothing was charged.")]
    public void Every_other_outcome_has_its_words(CallOutcome outcome, string reason, string words) =>
        Say(new ToldCall().Ended(outcome, Reason.Of(reason))).ShouldBe(words);

    [Fact]
    public void A_live_call_says_what_is_happening()
    {
        var call = new ToldCall();
        Say(call).ShouldBe("Being screened.");
        Say(call.Auctioned()).ShouldBe("Auction closed: 2 valid bids.");
        Say(call.Dialled(1, AcmeFlorida)).ShouldBe("Dialling Acme Insurance · FL desk at $34.00.");
        Say(call.Then(1, new CallEvent.Ringing(1))).ShouldBe("Ringing Acme Insurance · FL desk at $34.00.");
        Say(call.Answered(1, AcmeFlorida, 3)).ShouldBe("Talking to Acme Insurance · FL desk at $34.00; pays from 1:30 on.");
    }

    private static Candidate Expecting(Candidate row, decimal amount) => row with { Effective = Money.Usd(amount) };

    private static string Say(ToldCall told) => VerdictSentence.Of(told.Call, Book).ToString();
}
