using System.Collections.Frozen;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Bidline.Tracking;

namespace Bidline.Tests.Tracking;

/// <summary>A pool with its keeper on a real silo over a real store.</summary>
internal sealed class PoolHost : IAsyncDisposable
{
    private PoolHost(KeepingHost keeping, TimeProvider clock) => (Keeping, Clock) = (keeping, clock);

    public KeepingHost Keeping { get; }

    public TimeProvider Clock { get; }

    public static PoolId Site { get; } = new("site");

    public static async Task<PoolHost> StartAsync(
        NumberPool pool, StoreKind kind = StoreKind.Sqlite, TimeProvider? clock = null)
    {
        var host = new PoolHost(await KeepingHost.StartAsync(kind, clock: clock), clock ?? TimeProvider.System);
        host.Put(pool);
        return host;
    }

    /// <summary>Another engine over the same store: the next start, or a second keeper.</summary>
    public static async Task<PoolHost> StartOverAsync(TestStore store, NumberPool pool, TimeProvider? clock = null)
    {
        var keeping = await KeepingHost.StartAsync(store.Store, null, null, clock);
        var host = new PoolHost(keeping, clock ?? TimeProvider.System);
        host.Put(pool);
        return host;
    }

    /// <summary>From now on the market has this pool.</summary>
    public void Put(NumberPool pool) => Keeping.Shelf.Swap(CampaignBook.Empty with
    {
        Version = Keeping.Shelf.Current.Version + 1,
        Pools = new[] { pool }.ToFrozenDictionary(each => each.Id),
    });

    public Task<Lease> OpenAsync(VisitorId? visitor = null, VisitFacts? facts = null, string? address = null) =>
        Keeping.Pools.LeaseAsync(Site, new LeaseOrder(
            VisitId.New(Clock), visitor ?? VisitorId.New(Clock), visitor is not null, facts ?? Given.AVisitOf(), address));

    public Task<Lease> LiveAsync(VisitId visit, bool isActive = true, params (string Name, string? Value)[] tags) =>
        Keeping.Pools.RenewAsync(Site, new LifeSign(visit, isActive, tags.ToDictionary(tag => tag.Name, tag => tag.Value)));

    public Task<Holder?> HolderAsync(PhoneNumber number) => Keeping.Pools.HolderAsync(Site, number);

    public ValueTask DisposeAsync() => Keeping.DisposeAsync();
}
