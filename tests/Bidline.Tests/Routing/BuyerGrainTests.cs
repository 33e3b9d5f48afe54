using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;
using static Bidline.Tests.Routing.Orders;

namespace Bidline.Tests.Routing;

public sealed class BuyerGrainTests
{
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_hundred_reserves_at_once_into_ten_lines_are_exactly_ten(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(1_000_000);

        var outcomes = await ReserveAtOnceAsync(host, 100, () => Order(target: Concurrent(10)));

        outcomes.Count(outcome => outcome is ReserveOutcome.Held).ShouldBe(10);
        Codes(outcomes).ShouldBe(["not_asked.concurrency"]);
        (await host.HoldsAsync("open")).ShouldBe(10);
    }

    /// <summary>A hundred winners at once (F65): ten holds, and nothing is overdrawn.</summary>
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_balance_for_exactly_ten_calls_holds_exactly_ten(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(275.00m);

        var outcomes = await ReserveAtOnceAsync(host, 100, () => Order(price: 27.50m));

        outcomes.Count(outcome => outcome is ReserveOutcome.Held).ShouldBe(10);
        Codes(outcomes).ShouldBe(["rejected.balance"]);
        (await host.HoldsAsync("open")).ShouldBe(10);
        host.Board.Of(AcmeFlorida, Acme)!.FreeFunds.ShouldBe(Money.Usd(0));
    }

    [Fact]
    public async Task Credit_lets_the_balance_go_below_zero_by_no_more_than_the_limit()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);

        var outcomes = await ReserveAtOnceAsync(host, 20, () => Order(price: 10m, credit: 55m));

        outcomes.Count(outcome => outcome is ReserveOutcome.Held).ShouldBe(5);
    }

    [Fact]
    public async Task Spend_per_day_counts_what_is_held()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(1_000m);
        var caps = Caps.None.With(new CapLimit(CalendarPeriod.Day, null, Money.Usd(35m)));

        var outcomes = await ReserveAtOnceAsync(host, 5, () => Order(price: 10m, buyer: caps));

        outcomes.Count(outcome => outcome is ReserveOutcome.Held).ShouldBe(3);
        Codes(outcomes).ShouldBe(["not_asked.cap_spend"]);
    }

    [Fact]
    public async Task A_repeated_reserve_is_the_same_hold()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(27.50m);
        var order = Order();

        var outcomes = await ReserveAtOnceAsync(host, 5, () => order);

        outcomes.ShouldAllBe(outcome => outcome is ReserveOutcome.Held);
        (await host.HoldsAsync("open")).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_released_can_be_held_again()
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(27.50m);
        var first = Order(target: Concurrent(1));
        await host.ReserveAsync(first);

        await host.Capacity.ReleaseAsync(Acme, first.Hold, Reason.Of("dial.busy"));
        await host.Capacity.ReleaseAsync(Acme, first.Hold, Reason.Of("dial.busy"));

        (await host.ReserveAsync(Order(target: Concurrent(1)))).ShouldBeOfType<ReserveOutcome.Held>();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_late_duplicate_of_a_released_reserve_does_not_bring_it_back(bool reserveCameFirst)
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(100m);
        var order = Order();
        if (reserveCameFirst) await host.ReserveAsync(order);
        await host.Capacity.ReleaseAsync(Acme, order.Hold, Reason.Of("dial.busy"));

        var late = await host.ReserveAsync(order);

        late.ShouldBeOfType<ReserveOutcome.Refused>().Reason.Code.ShouldBe("call.reservation_used");
        (await host.HoldsAsync("open")).ShouldBe(0);
        host.Board.Of(AcmeFlorida, Acme)!.FreeFunds.ShouldBe(Money.Usd(100m));
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Reserves_and_releases_that_race_leave_nothing_behind(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        await host.TopUpAsync(10_000m);
        var orders = Enumerable.Range(0, 200).Select(_ => Order(target: Concurrent(7))).ToArray();

        await Task.WhenAll(orders.SelectMany(order => new Task[]
        {
            host.ReserveAsync(order),
            host.Capacity.ReleaseAsync(Acme, order.Hold, Reason.Of("dial.busy")),
        }));

        (await host.HoldsAsync("open")).ShouldBe(0);
        host.Board.Of(AcmeFlorida, Acme)!.Target.Live.ShouldBe(0);
    }

    [Theory]
    [InlineData(CapCountsOn.Attempted, false, "not_asked.cap_calls")]
    [InlineData(CapCountsOn.Connected, false, null)]
    [InlineData(CapCountsOn.Connected, true, "not_asked.cap_calls")]
    [InlineData(CapCountsOn.Qualified, true, null)]
    [InlineData(CapCountsOn.Converted, true, null)]
    public async Task A_released_call_of_the_day_counts_by_its_event(CapCountsOn on, bool connected, string? refusal)
    {
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite);
        await host.TopUpAsync(100m);
        var order = Order(target: CallsPerDay(1, on));
        await host.ReserveAsync(order);
        if (connected) await host.Capacity.ConnectedAsync(Acme, order.Hold);

        await host.Capacity.ReleaseAsync(Acme, order.Hold, Reason.Of("pay.too_short"));

        var next = await host.ReserveAsync(Order(target: CallsPerDay(1, on)));
        (next as ReserveOutcome.Refused)?.Reason.Code.ShouldBe(refusal);
        (next is ReserveOutcome.Held).ShouldBe(refusal is null);
    }

    [Fact]
    public async Task A_forgotten_hold_ends_by_itself()
    {
        var settings = BuyerKeepingSettings.Default with { SweepEvery = TimeSpan.FromMilliseconds(50) };
        await using var host = await KeepingHost.StartAsync(StoreKind.Sqlite, settings);
        await host.TopUpAsync(27.50m);
        await host.ReserveAsync(Order(expires: TimeSpan.FromMilliseconds(20)));

        while (await host.HoldsAsync("expired") == 0) await Task.Delay(20, TestContext.Current.CancellationToken);

        (await host.ReserveAsync(Order())).ShouldBeOfType<ReserveOutcome.Held>();
    }

    private static Task<ReserveOutcome[]> ReserveAtOnceAsync(KeepingHost host, int count, Func<ReserveOrder> order) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => host.ReserveAsync(order())));

    private static IEnumerable<string> Codes(IEnumerable<ReserveOutcome> outcomes) =>
        outcomes.OfType<ReserveOutcome.Refused>().Select(refused => refused.Reason.Code).Distinct();
}
