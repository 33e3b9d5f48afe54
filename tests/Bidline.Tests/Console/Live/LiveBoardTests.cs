using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Server.Console.Live;
using Bidline.Tests.Calls;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Live;

public sealed class LiveBoardTests
{
    private static readonly DateTimeOffset Now = Given.Monday9Am;

    [Fact]
    public void A_call_that_ended_stays_for_a_moment()
    {
        var board = new LiveBoard();
        var (live, ended) = (Live(), Live() with { Ended = Over, EndedAt = Now });

        board.Show([live, ended], Now.AddSeconds(3.9));
        board.Calls.ShouldBe([live, ended]);
        board.NextLeavesAt.ShouldBe(Now + LiveBoard.EndingShown);

        board.Show([live, ended], Now + LiveBoard.EndingShown);
        board.Calls.ShouldBe([live]);
        board.NextLeavesAt.ShouldBeNull();
    }

    [Fact]
    public void Under_a_pointer_no_row_comes_or_goes()
    {
        var board = new LiveBoard();
        var first = Live();
        board.Show([first], Now);
        board.Hold();
        var over = first with { Ended = Over, EndedAt = Now };

        board.Show([Live(), over], Now.AddMinutes(1));
        board.Calls.ShouldBe([over]);
        (board.Waiting, board.NextLeavesAt).ShouldBe((1, null));

        board.LetGo();
        board.Show([first], Now);
        (board.Waiting, board.IsHeld).ShouldBe((0, false));
    }

    [Fact]
    public void A_row_says_how_the_auction_went_and_what_is_needed()
    {
        var call = new ToldCall().Auctioned().Then(0.2, new CallEvent.FundsHeld(
            1, HoldId.For(Given.CallId, 1), ToldCall.AcmeFlorida, ToldCall.Acme, new ToldCall().Terms)).Call;

        var row = LiveRow.Of(call, new Naming(ToldCall.Book));

        (row.Sale, row.Auction, row.Price, row.Needed).ShouldBe(
            ("FL desk", "2 of 2 bid in 31 ms", Money.Usd(34), TimeSpan.FromSeconds(90)));
        row.ConnectedAt.ShouldBeNull();
    }

    private static CallEvent.Ended Over { get; } =
        new(CallOutcome.Abandoned, Reason.Of("call.caller_hangup_ringing"), null, TimeSpan.Zero, null);

    private static Bidline.Calls.Call Live()
    {
        var told = StoredCall.Of(Now);
        return Bidline.Calls.Call.From([new CallLogEntry(told.Id, 1, told.At, TimeSpan.Zero, told.Received())])!;
    }
}
