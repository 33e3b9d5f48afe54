using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking;

/// <summary>What is lent before it is written down is nobody else's after a crash either.</summary>
public sealed class ReadyNumbersTests
{
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task The_store_keeps_a_tenth_of_the_pool_in_advance(StoreKind kind)
    {
        await using var host = await PoolHost.StartAsync(Given.APool(50), kind);
        await host.OpenAsync();

        await Until.HoldsAsync(async () => await KeptAsync(host.Keeping.Store) == 5);
        var lease = await host.OpenAsync();

        await Until.HoldsAsync(async () => (await RowAsync(host.Keeping.Store, lease.Number!.Value)).Visit == lease.Visit.ToString());
        (await host.HolderAsync(lease.Number!.Value))!.Visit.Id.ShouldBe(lease.Visit);
    }

    /// <summary>
    /// A keeper that died keeps its ready numbers from everybody: it may have lent one and not come to write it down.
    /// </summary>
    [Fact]
    public async Task After_a_crash_what_was_ready_is_lent_to_nobody_for_a_hold()
    {
        await using var store = await TestStore.OpenAsync(StoreKind.Sqlite);
        await using var dead = await PoolHost.StartOverAsync(store, Given.APool(50));
        await dead.OpenAsync();
        await Until.HoldsAsync(async () => await KeptAsync(store.Store) == 5);
        var kept = await NumbersKeptAsync(store.Store);

        // The next start finds the rows as they are; the first keeper gave nothing back.
        await using var next = await PoolHost.StartOverAsync(store, Given.APool(50));
        var leases = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => next.OpenAsync()));

        leases.Select(lease => lease.Number).OfType<PhoneNumber>().Intersect(kept).ShouldBeEmpty();
        leases.Count(lease => lease.Number is not null).ShouldBe(44);
        foreach (var number in kept) (await next.HolderAsync(number)).ShouldBeNull();
    }

    [Fact]
    public async Task A_keeper_that_stops_in_order_gives_them_back()
    {
        await using var store = await TestStore.OpenAsync(StoreKind.Sqlite);
        await using (var first = await PoolHost.StartOverAsync(store, Given.APool(50)))
        {
            await first.OpenAsync();
            await Until.HoldsAsync(async () => await KeptAsync(store.Store) == 5);
        }

        await using var next = await PoolHost.StartOverAsync(store, Given.APool(50));
        var leases = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => next.OpenAsync()));

        leases.Count(lease => lease.Number is not null).ShouldBe(49);
    }

    private static async Task<int> KeptAsync(Store store) => (await NumbersKeptAsync(store)).Count;

    private static async Task<IReadOnlyList<PhoneNumber>> NumbersKeptAsync(Store store)
    {
        await using var db = store.Read();
        var now = UnixMicros.Of(TimeProvider.System.GetUtcNow());
        var numbers = await db.Set<PoolNumberRow>().Where(row => row.Visitor.StartsWith("keeper_") && row.Until > now)
            .Select(row => row.Number).ToListAsync(TestContext.Current.CancellationToken);
        return numbers.ConvertAll(PhoneNumber.Parse);
    }

    private static async Task<PoolNumberRow> RowAsync(Store store, PhoneNumber number)
    {
        var text = number.E164;
        await using var db = store.Read();
        return await db.Set<PoolNumberRow>().SingleAsync(row => row.Number == text, TestContext.Current.CancellationToken);
    }
}
