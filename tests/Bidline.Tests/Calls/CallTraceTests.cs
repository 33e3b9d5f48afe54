using System.Text.Json;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Primitives;
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

    private static ToldCall Sold() => new ToldCall().Auctioned().Dialled(1, AcmeFlorida).Answered(1, AcmeFlorida, 6)
        .Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 192);
}
