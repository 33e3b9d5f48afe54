using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;
using static Bidline.Tests.Routing.Orders;

namespace Bidline.Tests.Routing.Races;

/// <summary>
/// A cap of one and a hundred calls at once, again and again, with restarts in between (F66). BIDLINE_RACES makes it
/// longer: 100,000 calls are 1,000 races.
/// </summary>
public sealed class CapRaceTests
{
    private const int Callers = 100;

    private static int Races =>
        int.TryParse(Environment.GetEnvironmentVariable("BIDLINE_RACES"), out var asked) ? asked : 40;

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task One_of_a_hundred_gets_the_only_line_whatever_restarts(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var host = await KeepingHost.StartBesideAsync(test.Store);
        await host.TopUpAsync(1_000_000m);
        for (var race = 1; race <= Races; race++)
        {
            var orders = Enumerable.Range(0, Callers).Select(_ => Order(target: Concurrent(1))).ToArray();
            var held = await HeldAsync(host, orders);
            held.Length.ShouldBe(1, $"race {race}");

            if (race % 20 == 0) host = await RestartAsync(test, host);
            (await HeldAsync(host, [Order(target: Concurrent(1))])).ShouldBeEmpty($"after race {race}");
            await host.Capacity.ReleaseAsync(Acme, held[0].Hold, Reason.Of("dial.busy"));
        }

        (await host.HoldsAsync("open")).ShouldBe(0);
        host.Board.Of(AcmeFlorida, Acme)!.FreeFunds.ShouldBe(Money.Usd(1_000_000m));
        await host.DisposeAsync();
    }

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_cap_of_calls_is_used_up_once_for_ever(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var host = await KeepingHost.StartBesideAsync(test.Store);
        await host.TopUpAsync(1_000_000m);
        var most = Math.Min(Races, Callers - 10);
        var caps = Caps.None.With(new CapLimit(CalendarPeriod.Total, most, null)) with { CountOn = CapCountsOn.Connected };
        var connected = 0;
        for (var race = 1; race <= most; race++)
        {
            var orders = Enumerable.Range(0, Callers).Select(_ => Order(price: 1, target: caps)).ToArray();
            var held = await HeldAsync(host, orders);
            (connected + held.Length).ShouldBe(most, $"race {race}");

            // One is answered and ends unpaid, the others were busy: only that one counts.
            await host.Capacity.ConnectedAsync(Acme, held[0].Hold);
            if (race % 20 == 10) host = await RestartAsync(test, host);
            await Task.WhenAll(held.Select(order => host.Capacity.ReleaseAsync(Acme, order.Hold, Reason.Of("pay.too_short"))));
            connected++;
        }

        (await HeldAsync(host, [Order(price: 1, target: caps)])).ShouldBeEmpty();
        await host.DisposeAsync();
    }

    private static async Task<KeepingHost> RestartAsync(TestStore test, KeepingHost host)
    {
        await host.DisposeAsync();
        await test.RestartAsync();
        return await KeepingHost.StartBesideAsync(test.Store);
    }

    private static async Task<ReserveOrder[]> HeldAsync(KeepingHost host, ReserveOrder[] orders)
    {
        var outcomes = await Task.WhenAll(orders.Select(host.ReserveAsync));
        return [.. orders.Where((_, i) => outcomes[i] is ReserveOutcome.Held)];
    }
}
