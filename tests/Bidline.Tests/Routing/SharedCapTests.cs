using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Shared;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing;

/// <summary>Caps that many buyers use up together, on real keepers and both stores.</summary>
public sealed class SharedCapTests
{
    private static readonly SharedParty Home = SharedParty.Of(new GroupId("home"));
    private static readonly SharedParty Campaign = SharedParty.Of(new CampaignId("auto-fl"));

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_group_of_one_line_takes_one_of_a_hundred_calls_at_once_and_the_others_hold_nothing(StoreKind kind)
    {
        await using var host = await HostAsync(kind);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => host.ReserveAsync(Order(Home, Orders.Concurrent(1), i))));

        outcomes.Count(outcome => outcome is ReserveOutcome.Held).ShouldBe(1);
        var refused = outcomes.OfType<ReserveOutcome.Refused>().Select(outcome => outcome.Reason).Distinct().First();
        (refused.Code, refused.Values["whose"]).ShouldBe(("not_asked.concurrency", "group"));
        (await host.HoldsAsync("open")).ShouldBe(1);
        (await ReplayAsync(host)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_campaigns_money_is_never_passed_however_many_sales_race_for_it(StoreKind kind)
    {
        await using var host = await HostAsync(kind);
        var caps = Caps.None.With(new CapLimit(CalendarPeriod.Day, null, Money.Usd(100)));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => host.ReserveAsync(Order(Campaign, caps, i))));

        // 27.50 each: three are 82.50, four would be 110.
        outcomes.Count(outcome => outcome is ReserveOutcome.Held).ShouldBe(3);
        outcomes.OfType<ReserveOutcome.Refused>().First().Reason.Values["whose"].ShouldBe("campaign");
        (await ReplayAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_released_slot_is_free_again_and_cannot_be_taken_by_a_late_duplicate()
    {
        await using var host = await HostAsync(StoreKind.Sqlite);
        var first = Order(Home, Orders.Concurrent(1), 0);
        await host.ReserveAsync(first);

        await host.Capacity.ReleaseAsync(Held(first), Reason.Of("dial.busy"));

        (await host.ReserveAsync(Order(Home, Orders.Concurrent(1), 1))).ShouldBeOfType<ReserveOutcome.Held>();
        (await host.ReserveAsync(first)).ShouldBeOfType<ReserveOutcome.Refused>();
        (await ReplayAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_slot_whose_end_came_first_is_never_taken()
    {
        await using var host = await HostAsync(StoreKind.Sqlite);
        var order = Order(Home, Orders.Concurrent(1), 0);

        await host.Capacity.ReleaseAsync(Home, order.Hold, Currency.Usd, Reason.Of("error.internal"));

        (await host.ReserveAsync(order)).ShouldBeOfType<ReserveOutcome.Refused>();
        (await host.HoldsAsync("open")).ShouldBe(0, "the buyer's hold was given back too");
    }

    [Fact]
    public async Task When_the_second_of_two_shared_caps_refuses_the_first_is_given_back()
    {
        await using var host = await HostAsync(StoreKind.Sqlite);
        var broke = Caps.None.With(new CapLimit(CalendarPeriod.Day, null, Money.Usd(1)));
        var order = Order(Home, Orders.Concurrent(1), 0);
        order = order with { Shared = [.. order.Shared, new SharedClaim(Campaign, broke, Money.Usd(27.5m))] };

        (await host.ReserveAsync(order)).ShouldBeOfType<ReserveOutcome.Refused>();

        (await host.ReserveAsync(Order(Home, Orders.Concurrent(1), 1))).ShouldBeOfType<ReserveOutcome.Held>();
        (await ReplayAsync(host)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(CapCountsOn.Attempted, false, true)]
    [InlineData(CapCountsOn.Connected, false, false)]
    [InlineData(CapCountsOn.Connected, true, true)]
    public async Task A_cap_on_calls_counts_what_it_says_also_after_a_restart(CapCountsOn on, bool connected, bool isFull)
    {
        var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var caps = Orders.CallsPerDay(1, on);
        await using (var before = await KeepingHost.StartAsync(test.Store, null, null))
        {
            await before.TopUpAsync(1000m);
            var order = Order(Home, caps, 0);
            await before.ReserveAsync(order);
            if (connected) await before.Capacity.ConnectedAsync(Held(order));
            await before.Capacity.ReleaseAsync(Held(order), Reason.Of("dial.hung_up"));
        }

        await using var after = await KeepingHost.StartAsync(test.Store, null, test);

        (await after.ReserveAsync(Order(Home, caps, 1)) is ReserveOutcome.Refused).ShouldBe(isFull);
        (await ReplayAsync(after)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_live_at_a_restart_still_has_its_slot()
    {
        var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        await using (var before = await KeepingHost.StartAsync(test.Store, null, null))
        {
            await before.TopUpAsync(1000m);
            await before.ReserveAsync(Order(Home, Orders.Concurrent(1), 0));
        }

        await using var after = await KeepingHost.StartAsync(test.Store, null, test);

        (await after.ReserveAsync(Order(Home, Orders.Concurrent(1), 1))).ShouldBeOfType<ReserveOutcome.Refused>();
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_conversion_counts_once_in_a_group_that_counts_conversions_also_after_a_restart(StoreKind kind)
    {
        var test = await TestStore.OpenAsync(kind);
        var caps = Orders.CallsPerDay(1, CapCountsOn.Converted).With(new CapLimit(CalendarPeriod.Week, null, Money.Usd(60)));
        await using (var before = await KeepingHost.StartAsync(test.Store, null, null))
        {
            await before.TopUpAsync(1000m);
            var first = Order(Home, caps, 0);
            await before.ReserveAsync(first);
            await before.Capacity.SettleAsync(Settled(first), CancellationToken.None);

            for (var i = 0; i < 3; i++) await before.Capacity.ConvertAsync(Converted(first), CancellationToken.None);

            Refused(await before.ReserveAsync(Order(Home, caps, 1))).Values["used"].ShouldBe("1");
            (await ReplayAsync(before)).ShouldBeEmpty();
        }

        await using var after = await KeepingHost.StartAsync(test.Store, null, test);

        var reason = Refused(await after.ReserveAsync(Order(Home, caps, 1)));
        (reason.Code, reason.Values["used"], reason.Values["window"]).ShouldBe(("not_asked.cap_calls", "1", "day"));
        Refused(await after.ReserveAsync(Order(Home, Spend(50), 3))).Values["used"].ShouldBe("27.50", "its money counts as well");
        (await ReplayAsync(after)).ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task What_a_call_holds_more_while_it_goes_on_is_held_of_the_group_and_never_beyond_its_money(StoreKind kind)
    {
        await using var host = await HostAsync(kind);
        var order = Order(Home, Spend(60), 0);
        await host.ReserveAsync(order);

        (await host.Capacity.RenewAsync(Renewal(order, 45))).ShouldBeOfType<ReserveOutcome.Held>();
        (await host.Capacity.RenewAsync(Renewal(order, 45))).ShouldBeOfType<ReserveOutcome.Held>("the same total once more");
        Refused(await host.Capacity.RenewAsync(Renewal(order, 61))).Values["whose"].ShouldBe("group");
        Refused(await host.ReserveAsync(Order(Home, Spend(60), 1))).Values["used"].ShouldBe("45.00");

        await host.Capacity.SettleAsync(Settled(order) with { Sale = SaleOf(40), Reason = Reason.Of("pay.qualified") }, CancellationToken.None);
        Refused(await host.ReserveAsync(Order(Home, Spend(60), 1))).Values["used"].ShouldBe("40.00");
        (await host.ReserveAsync(Order(Home, Spend(67.5m), 1))).ShouldBeOfType<ReserveOutcome.Held>();
        (await ReplayAsync(host)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_overshoot_in_the_records_is_found_by_the_check()
    {
        await using var host = await HostAsync(StoreKind.Sqlite);
        await host.ReserveAsync(Order(Home, Orders.Concurrent(2), 0));
        await host.ReserveAsync(Order(Home, Orders.Concurrent(2), 1));
        await host.Store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "UPDATE shared_holds SET caps = @p0", CapsDocument.Of(Orders.Concurrent(1)).Write())]));

        (await ReplayAsync(host)).Single().ShouldContain("1 lines of group:home");
    }

    private static async Task<KeepingHost> HostAsync(StoreKind kind)
    {
        var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(10_000m);
        return host;
    }

    /// <summary>Of two buyers, who have money enough.</summary>
    private static ReserveOrder Order(SharedParty party, Caps caps, int number)
    {
        var order = Orders.Order(credit: 100_000);
        return order with
        {
            Buyer = number % 2 == 0 ? Orders.Acme : new BuyerId("beta"),
            Shared = [new SharedClaim(party, caps, order.Terms.Price)],
        };
    }

    private static Caps Spend(decimal most) => Caps.None.With(new CapLimit(CalendarPeriod.Day, null, Money.Usd(most)));

    private static Sale SaleOf(decimal revenue) => new(Money.Usd(revenue), Money.Usd(0), Money.Usd(0));

    private static SettleOrder Settled(ReserveOrder order) => new(
        order.Call, order.Hold, order.Buyer, order.Terms, SaleOf(0), true, Reason.Of("pay.awaiting_conversion"))
    {
        Shared = [.. order.Shared.Select(claim => claim.Party)],
    };

    private static ConvertOrder Converted(ReserveOrder order)
    {
        var key = $"conversion:{order.Call}:sale";
        return new ConvertOrder(
            order.Call, order.Hold, order.Buyer, Orders.Zeta, SaleOf(27.5m), TransactionId.For(key), key, "Converted: sale")
        {
            Shared = [.. order.Shared.Select(claim => claim.Party)],
        };
    }

    private static RenewOrder Renewal(ReserveOrder order, decimal total) => new(
        order.Hold, order.Buyer, order.Target, Money.Usd(total), order.CreditLimit, order.BuyerCaps, order.TargetCaps)
    {
        Shared = [.. order.Shared.Select(claim => claim with { Amount = Money.Usd(total) })],
    };

    private static Reason Refused(ReserveOutcome outcome) => outcome.ShouldBeOfType<ReserveOutcome.Refused>().Reason;

    private static CallEvent.FundsHeld Held(ReserveOrder order) =>
        new(order.Attempt, order.Hold, order.Target, order.Buyer, order.Terms)
        {
            Shared = [.. order.Shared.Select(claim => claim.Party)],
        };

    private static async Task<IEnumerable<string>> ReplayAsync(KeepingHost host) =>
        (await host.BrokenAsync()).Where(broken => broken.StartsWith("I6", StringComparison.Ordinal));
}
