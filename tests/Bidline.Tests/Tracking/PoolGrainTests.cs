using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Bidline.Tracking;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking;

public sealed class PoolGrainTests
{
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_thousand_visitors_race_for_fifty_numbers_and_share_none(StoreKind kind)
    {
        await using var host = await PoolHost.StartAsync(Given.APool(50), kind);

        var leases = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => Task.Run(() => host.OpenAsync())));

        var lent = leases.Where(lease => lease.Number is not null).Select(lease => lease.Number!.Value).ToArray();
        lent.Length.ShouldBe(50);
        lent.ShouldBeUnique();
        leases.Where(lease => lease.Number is null).Select(lease => lease.Why!.Code).Distinct().ShouldBe(["visit.pool_empty"]);
    }

    /// <summary>What was lent before a start is not lent after it, and the visitor keeps it.</summary>
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_restart_in_the_middle_of_the_race_changes_nothing(StoreKind kind)
    {
        await using var store = await TestStore.OpenAsync(kind);
        var visitors = Enumerable.Range(0, 1_000).Select(_ => VisitorId.New(TimeProvider.System)).ToArray();
        var had = new Dictionary<VisitorId, PhoneNumber>();
        await using (var first = await PoolHost.StartOverAsync(store, Given.APool(50)))
        {
            foreach (var (visitor, lease) in await OpenAsync(first, visitors[..30]))
                had.Add(visitor, lease.Number.ShouldNotBeNull());
        }

        await store.RestartAsync();
        await using var next = await PoolHost.StartOverAsync(store, Given.APool(50));
        var leases = await OpenAsync(next, visitors);

        var lent = leases.Where(it => it.Lease.Number is not null).ToDictionary(it => it.Visitor, it => it.Lease.Number!.Value);
        lent.Count.ShouldBe(50);
        lent.Values.ShouldBeUnique();
        foreach (var (visitor, number) in had) lent[visitor].ShouldBe(number);
    }

    /// <summary>Two keepers at once, as while a node is being lost: the store decides, and nobody shares.</summary>
    [Fact]
    public async Task Two_keepers_over_one_store_lend_no_number_twice()
    {
        await using var store = await TestStore.OpenAsync(StoreKind.Sqlite);
        await using var one = await PoolHost.StartOverAsync(store, Given.APool(20));
        await using var other = await PoolHost.StartOverAsync(store, Given.APool(20));

        var leases = await Task.WhenAll(Enumerable.Range(0, 200).Select(index => Task.Run(
            () => (index % 2 == 0 ? one : other).OpenAsync())));

        var lent = leases.Where(lease => lease.Number is not null).Select(lease => lease.Number!.Value).ToArray();
        lent.ShouldBeUnique();
        // What one keeper holds ready the other leaves alone: a few may stay free.
        lent.Length.ShouldBeInRange(16, 20);
    }

    [Fact]
    public async Task A_number_is_free_when_its_hold_is_over_and_not_before()
    {
        var clock = new FakeTimeProvider(Given.Monday9Am);
        await using var host = await PoolHost.StartAsync(Given.APool(1), clock: clock);
        var lease = await host.OpenAsync();

        clock.Advance(TimeSpan.FromMinutes(29));
        (await host.OpenAsync()).Why!.Code.ShouldBe("visit.pool_empty");
        clock.Advance(TimeSpan.FromMinutes(3));

        (await host.OpenAsync()).Number.ShouldBe(lease.Number);
        (await host.LiveAsync(lease.Visit)).Why!.Code.ShouldBe("visit.over");
    }

    [Fact]
    public async Task A_page_that_lives_keeps_its_number_and_one_that_nobody_touches_does_not()
    {
        var clock = new FakeTimeProvider(Given.Monday9Am);
        await using var host = await PoolHost.StartAsync(Given.APool(1), clock: clock);
        var lease = await host.OpenAsync();

        for (var minutes = 0; minutes < 120; minutes += 20)
        {
            clock.Advance(TimeSpan.FromMinutes(20));
            (await host.LiveAsync(lease.Visit)).Number.ShouldBe(lease.Number);
        }

        for (var minutes = 0; minutes < 60; minutes += 5)
        {
            clock.Advance(TimeSpan.FromMinutes(5));
            await host.LiveAsync(lease.Visit, isActive: false);
        }

        clock.Advance(TimeSpan.FromMinutes(5));
        (await host.OpenAsync()).Number.ShouldBe(lease.Number);
    }

    [Fact]
    public async Task Nobody_has_a_number_for_longer_than_a_day_however_lively_its_page_is()
    {
        var clock = new FakeTimeProvider(Given.Monday9Am);
        await using var host = await PoolHost.StartAsync(Given.APool(1), clock: clock);
        var lease = await host.OpenAsync();

        for (var hours = 0; hours < 25; hours++)
        {
            clock.Advance(TimeSpan.FromMinutes(29));
            await host.LiveAsync(lease.Visit);
            clock.Advance(TimeSpan.FromMinutes(29));
            await host.LiveAsync(lease.Visit);
        }

        clock.Advance(TimeSpan.FromMinutes(32));
        (await host.LiveAsync(lease.Visit)).Why!.Code.ShouldBe("visit.over");
    }

    [Fact]
    public async Task A_number_that_is_given_back_is_lent_at_once_and_its_page_loses_it()
    {
        await using var host = await PoolHost.StartAsync(Given.APool(1));
        var lease = await host.OpenAsync();

        (await host.Keeping.Pools.ReleaseAsync(PoolHost.Site, lease.Visit)).ShouldBeTrue();

        (await host.OpenAsync()).Number.ShouldBe(lease.Number);
        (await host.LiveAsync(lease.Visit)).Why!.Code.ShouldBe("visit.over");
    }

    [Fact]
    public async Task A_second_page_of_the_same_visit_has_the_same_number_and_another_advertisement_is_another_visit()
    {
        await using var host = await PoolHost.StartAsync(Given.APool());
        var visitor = VisitorId.New(TimeProvider.System);
        var first = await host.OpenAsync(visitor, Given.AVisitOf(("gclid", "1"), ("keyword", "plumber")));

        var same = await host.OpenAsync(visitor, Given.AVisitOf());
        var again = await host.OpenAsync(visitor, Given.AVisitOf(("utm_source", "newsletter")));

        (same.Visit, same.Number).ShouldBe((first.Visit, first.Number));
        again.Visit.ShouldNotBe(first.Visit);
        again.Number.ShouldBe(first.Number);
        var holder = (await host.HolderAsync(first.Number!.Value)).ShouldNotBeNull();
        holder.Visit.Touches.Select(touch => (touch.Source, touch.Keyword))
            .ShouldBe([("google", "plumber"), ("newsletter", null)]);
    }

    [Fact]
    public async Task Two_pages_that_a_visitor_opens_at_once_have_one_number()
    {
        await using var host = await PoolHost.StartAsync(Given.APool());
        var visitor = VisitorId.New(TimeProvider.System);

        var leases = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => host.OpenAsync(visitor))));

        leases.Select(lease => (lease.Number, lease.Visit)).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_a_page_learns_later_is_kept_with_the_visit()
    {
        await using var store = await TestStore.OpenAsync(StoreKind.Sqlite);
        await using var host = await PoolHost.StartOverAsync(store, Given.APool());
        var lease = await host.OpenAsync(facts: Given.AVisitOf(("gclid", "1")));

        await host.LiveAsync(lease.Visit, tags: [("zip", "33130"), ("gclid", "forged")]);

        var tags = (await host.HolderAsync(lease.Number!.Value))!.Visit.Tags;
        tags.ShouldBe(new Dictionary<string, string> { ["gclid"] = "1", ["zip"] = "33130" }, ignoreOrder: true);
        await using var next = await PoolHost.StartOverAsync(store, Given.APool());
        (await next.HolderAsync(lease.Number.Value))!.Visit.Tags.ShouldBe(tags, ignoreOrder: true);
    }

    [Fact]
    public async Task A_market_that_takes_a_number_out_of_the_pool_lends_it_no_more_and_one_that_adds_one_does()
    {
        await using var host = await PoolHost.StartAsync(Given.APool(1));
        var first = await host.OpenAsync();
        host.Put(Given.APool(2));

        var second = await host.OpenAsync();
        host.Put(Given.APool(2) with { Numbers = [first.Number!.Value] });

        second.Number.ShouldBe(Given.PooledNumber(1));
        (await host.LiveAsync(first.Visit)).Number.ShouldBe(first.Number);
        (await host.LiveAsync(second.Visit)).Why!.Code.ShouldBe("visit.over");
    }

    [Fact]
    public async Task Visits_that_got_no_number_are_kept_with_their_reason()
    {
        await using var host = await PoolHost.StartAsync(Given.APool(1));
        await host.OpenAsync();
        await host.OpenAsync();

        // Nobody waits for the second: it is written behind the answer.
        await Until.HoldsAsync(async () => (await VisitsAsync(host)).Count == 2);
        (await VisitsAsync(host)).Select(row => (row.Number is null, row.Why)).ShouldBe([(false, null), (true, "visit.pool_empty")]);
    }

    private static async Task<List<VisitRow>> VisitsAsync(PoolHost host)
    {
        await using var db = host.Keeping.Store.Read();
        return await db.Set<VisitRow>().OrderBy(row => row.Id).ToListAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<(VisitorId Visitor, Lease Lease)[]> OpenAsync(PoolHost host, VisitorId[] visitors) =>
        await Task.WhenAll(visitors.Select(visitor => Task.Run(async () => (visitor, await host.OpenAsync(visitor)))));
}
