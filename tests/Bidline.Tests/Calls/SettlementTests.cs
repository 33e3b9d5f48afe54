using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class SettlementTests
{
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task The_worked_example_comes_out_to_the_micro(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(100m);
        var call = await new LoggedCall(host).ToAsync(Stage.Connected);
        host.Board.Of(Orders.AcmeFlorida, Orders.Acme)!.FreeFunds.ShouldBe(Money.Usd(72.50m));
        await call.EndAsync(TimeSpan.FromSeconds(131));

        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);

        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(72.50m));
        (await host.BalanceAsync(ChartOfAccounts.Payable(Orders.Zeta))).ShouldBe(Money.Usd(22.00m));
        (await host.BalanceAsync(ChartOfAccounts.PlatformRevenue)).ShouldBe(Money.Usd(5.50m));
        (await host.BalanceAsync(ChartOfAccounts.BankClearing)).ShouldBe(Money.Usd(100m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Settling_a_call_many_times_at_once_posts_once(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(100m);
        var call = await new LoggedCall(host).ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromSeconds(131));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => host.Settlement.SettleAsync(call.Id, CancellationToken.None)));

        (await call.ReadAsync<CallEvent.Settled>()).Posted.ShouldBe(CallPosting.IdOf(call.Id));
        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(72.50m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_call_that_another_process_settled_is_not_settled_again_from_our_open_journal(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(100m);
        var call = await new LoggedCall(host).ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromSeconds(131));
        await using var other = await KeepingHost.StartBesideAsync(host.Store);
        await other.Settlement.SettleAsync(call.Id, CancellationToken.None);

        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);

        (await call.ReadAsync<CallEvent.Settled>()).Revenue.ShouldBe(Money.Usd(27.50m));
        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(72.50m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task An_end_that_another_process_wrote_is_settled_though_our_journal_does_not_know_it(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(100m);
        var call = await new LoggedCall(host).ToAsync(Stage.Connected);
        await using var other = await KeepingHost.StartBesideAsync(host.Store);
        var theirs = await other.Log.ReopenAsync(call.Id, CancellationToken.None);
        await theirs!.WriteDurablyAsync(new CallEvent.Ended(
            CallOutcome.Connected, Reason.Of("won"), null, TimeSpan.FromSeconds(131), null));

        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);

        (await call.ReadAsync<CallEvent.Settled>()).Revenue.ShouldBe(Money.Usd(27.50m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_was_too_short_costs_nothing_and_frees_its_money()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(27.50m);
        var call = await new LoggedCall(host).ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromMilliseconds(89_999));

        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);

        var settled = await call.ReadAsync<CallEvent.Settled>();
        (settled.BuyerVerdict.Code, settled.Revenue, settled.Posted).ShouldBe(("pay.too_short", Money.Usd(0), null));
        host.Board.Of(Orders.AcmeFlorida, Orders.Acme)!.FreeFunds.ShouldBe(Money.Usd(27.50m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_publisher_that_was_promised_more_than_the_call_brought_gets_what_it_brought()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(100m);
        var terms = Orders.Terms() with { Payout = new PayoutTerms.Fixed(Money.Usd(40m)) };
        var call = await new LoggedCall(host) { Terms = terms }.ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromSeconds(90));

        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);

        var settled = await call.ReadAsync<CallEvent.Settled>();
        (settled.Payout, settled.Margin).ShouldBe((Money.Usd(27.50m), Money.Usd(0)));
        settled.PublisherVerdict.Code.ShouldBe("pay.cap_payout");
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_nobody_bought_is_settled_at_nothing()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        var call = await new LoggedCall(host).ToAsync(Stage.Auctioned);
        await call.EndAsync(CallOutcome.NoBuyer);

        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);

        (await call.ReadAsync<CallEvent.Settled>()).BuyerVerdict.Code.ShouldBe("pay.no_conversion");
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_whose_hold_has_gone_is_owed_when_the_prepayment_is_used_up()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(27.50m);
        var call = await new LoggedCall(host).ToAsync(Stage.Connected);
        await host.Capacity.ReleaseAsync(Orders.Acme, call.Hold, Reason.Of("rejected.expired"));
        await new LoggedCall(host).ToAsync(Stage.Held);
        await call.EndAsync(TimeSpan.FromSeconds(120));

        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);

        (await host.BalanceAsync(ChartOfAccounts.Receivable(Orders.Acme))).ShouldBe(Money.Usd(27.50m));
        (await host.BalanceAsync(ChartOfAccounts.Prepaid(Orders.Acme))).ShouldBe(Money.Usd(27.50m));
        (await host.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_goes_on_is_left_alone()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(100m);
        var call = await new LoggedCall(host).ToAsync(Stage.Connected);

        await host.Settlement.SettleAsync(call.Id, CancellationToken.None);

        (await host.HoldsAsync("open")).ShouldBe(1);
        (await host.Log.ReadAsync(call.Id, CancellationToken.None))
            .ShouldNotContain(entry => entry.Event is CallEvent.Settled);
    }
}
