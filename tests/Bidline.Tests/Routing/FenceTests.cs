using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;
using static Bidline.Tests.Routing.Orders;

namespace Bidline.Tests.Routing;

/// <summary>Two engines over one store: each has a keeper of the same buyer, and only one may write.</summary>
public sealed class FenceTests
{
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_second_keeper_fences_the_first(StoreKind kind)
    {
        await using var first = await KeepingHost.StartAsync(kind);
        await first.TopUpAsync(100m);
        await using var second = await KeepingHost.StartBesideAsync(first.Store);
        await second.ReserveAsync(Order());

        await Should.ThrowAsync<BuyerKeeperLostException>(() => first.Grain(Acme).ReserveAsync(Order()));

        (await first.HoldsAsync("open")).ShouldBe(1);
    }

    /// <summary>A cap across two nodes (F66): never above.</summary>
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task Two_engines_that_fight_over_a_buyer_never_grant_too_much(StoreKind kind)
    {
        await using var first = await KeepingHost.StartAsync(kind);
        await first.TopUpAsync(10_000m);
        await using var second = await KeepingHost.StartBesideAsync(first.Store);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 40).Select(i =>
            (i % 2 == 0 ? first : second).ReserveAsync(Order(target: Concurrent(10)))));

        var held = outcomes.Count(outcome => outcome is ReserveOutcome.Held);
        held.ShouldBeLessThanOrEqualTo(10);
        (await first.HoldsAsync("open")).ShouldBeLessThanOrEqualTo(10);
        (await first.BrokenAsync()).ShouldNotContain(broken => broken.StartsWith("I6", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task What_was_acknowledged_is_there_for_the_next_keeper(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var caps = CallsPerDay(3);
        await using (var first = await KeepingHost.StartBesideAsync(test.Store))
        {
            await first.TopUpAsync(100m);
            await ConnectedThenReleasedAsync(first, Order(target: caps));
            await first.ReserveAsync(Order(target: caps));
        }

        await test.RestartAsync();
        await using var next = await KeepingHost.StartBesideAsync(test.Store);
        var last = await next.ReserveAsync(Order(target: caps));
        var tooMany = await next.ReserveAsync(Order(target: caps));

        last.ShouldBeOfType<ReserveOutcome.Held>();
        tooMany.ShouldBeOfType<ReserveOutcome.Refused>().Reason.Values["used"].ShouldBe("3");
        next.Board.Of(AcmeFlorida, Acme)!.FreeFunds.ShouldBe(Money.Usd(45m));
    }

    private static async Task ConnectedThenReleasedAsync(KeepingHost host, ReserveOrder order)
    {
        await host.ReserveAsync(order);
        await host.Capacity.ConnectedAsync(Acme, order.Hold);
        await host.Capacity.ReleaseAsync(Acme, order.Hold, Reason.Of("pay.too_short"));
    }
}
