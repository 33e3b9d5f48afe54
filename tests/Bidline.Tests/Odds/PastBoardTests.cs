using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Odds;

public sealed class PastBoardTests
{
    private static readonly CampaignId Auto = new("auto-fl");
    private static readonly TargetId Target = new("t");
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory]
    [InlineData(1, 3, 30)]
    [InlineData(2, 5, 50)]
    [InlineData(90, 5, 50)]
    public void Calls_count_as_long_as_they_are_within_the_window(int days, int calls, int revenue)
    {
        var board = new PastBoard();
        board.Add(Auto, Target, Given.Monday9Am.AddHours(-30), 2, Money.Usd(20));
        board.Add(Auto, Target, Given.Monday9Am.AddHours(-3), 3, Money.Usd(30));
        board.Add(Auto, Target, Given.Monday9Am.AddHours(-3), 0, new Money(9, Currency.Parse("EUR")));

        var past = board.Of(Auto, Target, days * Day, Given.Monday9Am, Currency.Usd);

        (past.Calls, past.Revenue, past.LastUsedAt).ShouldBe((calls, Money.Usd(revenue), null));
    }

    [Fact]
    public void A_sum_that_was_asked_before_is_right_after_another_call()
    {
        var board = new PastBoard();
        board.Add(Auto, Target, Given.Monday9Am, 1, Money.Usd(20));
        board.Of(Auto, Target, Day, Given.Monday9Am, Currency.Usd).PerCall.ShouldBe(Money.Usd(20));

        board.Add(Auto, Target, Given.Monday9Am, 1, Money.Usd(0));

        board.Of(Auto, Target, Day, Given.Monday9Am, Currency.Usd).PerCall.ShouldBe(Money.Usd(10));
    }

    [Fact]
    public void The_latest_use_stands_whoever_tells_first()
    {
        var board = new PastBoard();
        board.Use(Target, Given.Monday9Am);
        board.Use(Target, Given.Monday9Am.AddHours(-1));

        board.Of(Auto, Target, Day, Given.Monday9Am, Currency.Usd).LastUsedAt.ShouldBe(Given.Monday9Am);
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task What_is_counted_after_a_restart_is_what_was_learned_as_the_calls_ended(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(1000m);
        var board = new OddsBoard();
        foreach (var seconds in new[] { 12, 131, 161 })
        {
            var call = await new LoggedCall(host).ToAsync(Stage.Connected);
            await call.EndAsync(TimeSpan.FromSeconds(seconds));
            board.Learn(await host.Log.ReadAsync(call.Id, CancellationToken.None));
            await host.Settlement.SettleAsync(call.Id, CancellationToken.None);
        }

        var again = new PastBoard();
        await PastReading.ReadAsync(host.Store, again, TimeProvider.System.GetUtcNow(), CancellationToken.None);

        var (learned, read) = (Of(board.Past), Of(again));
        (learned.Calls, learned.Revenue).ShouldBe((3, Money.Usd(55)));
        (read.Calls, read.Revenue).ShouldBe((learned.Calls, learned.Revenue));
        read.LastUsedAt.ShouldNotBeNull();
    }

    private static TargetPast Of(PastBoard board) =>
        board.Of(Auto, Orders.AcmeFlorida, Day, TimeProvider.System.GetUtcNow(), Currency.Usd);
}
