using Bidline.Billing;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class RecoveryTests
{
    [Theory]
    [InlineData(StoreKind.Sqlite, Stage.Received, CallOutcome.Failed)]
    [InlineData(StoreKind.Sqlite, Stage.Auctioned, CallOutcome.Failed)]
    [InlineData(StoreKind.Sqlite, Stage.Reserved, CallOutcome.Failed)]
    [InlineData(StoreKind.Sqlite, Stage.Held, CallOutcome.Failed)]
    [InlineData(StoreKind.Sqlite, Stage.Confirming, CallOutcome.Failed)]
    [InlineData(StoreKind.Sqlite, Stage.Dialled, CallOutcome.Failed)]
    [InlineData(StoreKind.Sqlite, Stage.Connected, CallOutcome.Connected)]
    [InlineData(StoreKind.Postgres, Stage.Reserved, CallOutcome.Failed)]
    [InlineData(StoreKind.Postgres, Stage.Connected, CallOutcome.Connected)]
    public async Task A_call_that_its_server_died_in_is_ended_and_settled(StoreKind kind, Stage stage, CallOutcome outcome)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var call = await DieInAsync(test, call => call.ToAsync(stage));
        await using var host = await KeepingHost.StartBesideAsync(test.Store);

        await host.Recovery.RunAsync(CancellationToken.None);

        var log = await host.Log.ReadAsync(call, CancellationToken.None);
        log.Select(entry => entry.Event).OfType<CallEvent.Ended>().Single().Outcome.ShouldBe(outcome);
        log.Select(entry => entry.Event).OfType<CallEvent.Settled>().Count().ShouldBe(1);
        (await host.HoldsAsync("open")).ShouldBe(0);
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_had_ended_and_was_not_settled_is_settled()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        await DieInAsync(test, async call =>
        {
            await call.ToAsync(Stage.Connected);
            await call.EndAsync(TimeSpan.FromSeconds(90));
        });
        await using var host = await KeepingHost.StartBesideAsync(test.Store);

        await host.Recovery.RunAsync(CancellationToken.None);

        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(72.50m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_was_charged_and_not_written_down_as_settled_is_not_charged_again()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        await DieInAsync(test, async call =>
        {
            await call.ToAsync(Stage.Connected);
            await call.EndAsync(TimeSpan.FromSeconds(90));
            await call.ChargeAsync();
        });
        await using var host = await KeepingHost.StartBesideAsync(test.Store);

        await host.Recovery.RunAsync(CancellationToken.None);
        await host.Recovery.RunAsync(CancellationToken.None);

        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(72.50m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_of_this_run_is_left_alone()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(100m);
        await new LoggedCall(host).ToAsync(Stage.Dialled);

        await host.Recovery.RunAsync(CancellationToken.None);

        (await host.HoldsAsync("open")).ShouldBe(1);
        (await host.Log.UnendedAsync(CancellationToken.None)).Count.ShouldBe(1);
    }

    private static async Task<CallId> DieInAsync(TestStore test, Func<LoggedCall, Task> live)
    {
        CallId id;
        await using (var host = await KeepingHost.StartBesideAsync(test.Store))
        {
            await host.TopUpAsync(100m);
            var call = new LoggedCall(host);
            await live(call);
            id = call.Id;
        }

        await test.RestartAsync();
        return id;
    }
}
