using Bidline.Calls;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Odds;

public sealed class OddsReadingTests
{
    private static readonly CampaignId Auto = new("auto-fl");

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task What_is_read_after_a_restart_is_what_was_learned_as_the_calls_ended(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(1000m);
        var board = new OddsBoard();
        foreach (var seconds in new[] { 12, 131, 61 })
            await EndAsync(host, board, Stage.Connected, call => call.EndAsync(TimeSpan.FromSeconds(seconds)));
        await EndAsync(host, board, Stage.Dialled, NotAnsweredAsync);
        await EndAsync(host, board, Stage.Dialled, CallerLeftAsync);
        await EndAsync(host, board, Stage.Auctioned, call => call.EndAsync(CallOutcome.NoBuyer));
        await new LoggedCall(host).ToAsync(Stage.Connected);

        var again = new OddsBoard();
        again.Learn(await OddsReading.ReadAsync(host.Store, CancellationToken.None));

        var odds = Odds(again);
        odds.ShouldBe(Odds(board));
        (odds.BuyerDials, odds.BuyerTalks, odds.CampaignTalks).ShouldBe((4, 3, 3), "live calls and hang-ups teach nothing");
    }

    private static (double BuyerDials, double BuyerTalks, double CampaignTalks, double Answer, double Qualify) Odds(
        OddsBoard board)
    {
        var odds = board.Current.Of(Auto, Orders.Zeta, Orders.Acme, TimeSpan.FromSeconds(60), TimeProvider.System.GetUtcNow());
        return (Math.Round(odds.BuyerDials, 3), Math.Round(odds.BuyerTalks, 3), Math.Round(odds.CampaignTalks, 3),
            Math.Round(odds.Answer, 6), Math.Round(odds.Qualify, 6));
    }

    private static async Task EndAsync(KeepingHost host, OddsBoard board, Stage stage, Func<LoggedCall, Task> end)
    {
        var call = await new LoggedCall(host).ToAsync(stage);
        await end(call);
        board.Learn(await host.Log.ReadAsync(call.Id, CancellationToken.None));
    }

    private static async Task NotAnsweredAsync(LoggedCall call)
    {
        await call.WriteAsync(Failed("dial.no_answer"));
        await call.EndAsync(CallOutcome.NotConnected);
    }

    private static async Task CallerLeftAsync(LoggedCall call)
    {
        await call.WriteAsync(Failed("call.caller_hangup_ringing"));
        await call.EndAsync(CallOutcome.Abandoned);
    }

    private static CallEvent.DialFailed Failed(string code) =>
        new(1, Orders.AcmeFlorida, Reason.Of(code), null, TimeSpan.FromSeconds(25));
}
