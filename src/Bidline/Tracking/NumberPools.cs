using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.Extensions.Logging;

namespace Bidline.Tracking;

/// <summary>
/// Asks the pools' keepers. Nobody waits for long: a page that gets no number in time keeps its own, and a call whose
/// visit is not known in time goes on without it. Safe on any thread.
/// </summary>
public sealed partial class NumberPools(IGrainFactory grains, Store store, TimeProvider clock, ILogger<NumberPools> log)
{
    /// <summary>How long a visit can be looked into.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(90);

    /// <summary>For a page.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>For a caller who hears nothing meanwhile.</summary>
    private static readonly TimeSpan CallPatience = TimeSpan.FromMilliseconds(50);

    public Task<Lease> LeaseAsync(PoolId pool, LeaseOrder order) =>
        AskAsync(pool, order.Fresh, keeper => keeper.LeaseAsync(order));

    public Task<Lease> RenewAsync(PoolId pool, LifeSign sign) =>
        AskAsync(pool, sign.Visit, keeper => keeper.RenewAsync(sign));

    /// <summary>True when it is given back, or was not held any more.</summary>
    public async Task<bool> ReleaseAsync(PoolId pool, VisitId visit)
    {
        try
        {
            await KeeperOf(pool).ReleaseAsync(visit).WaitAsync(Patience, clock).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            // Its hold ends by itself.
            Log.Failed(log, pool, e);
            return false;
        }
    }

    /// <summary>Null when the number was never lent, and when that is not known in time.</summary>
    public async Task<Holder?> HolderAsync(PoolId pool, PhoneNumber number)
    {
        try
        {
            return await KeeperOf(pool).HolderAsync(number).WaitAsync(CallPatience, clock).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.Failed(log, pool, e);
            return null;
        }
    }

    public Task<PoolUse> UseAsync(PoolId pool) => KeeperOf(pool).UseAsync().WaitAsync(Patience, clock);

    /// <summary>At the start: the keepers read who has what, so that the first page and the first call need not wait.</summary>
    public Task WakeAsync(IEnumerable<PoolId> pools) => Task.WhenAll(pools.Select(pool => KeeperOf(pool).UseAsync()));

    /// <summary>Deletes visits that nobody looks into any more; what holds a number is younger than that.</summary>
    public Task ForgetOldAsync(TimeSpan kept, CancellationToken cancel) => store.ForgetAsync(
        "visits", new VisitId(Guid.CreateVersion7(clock.GetUtcNow() - kept)).ToString(), cancel);

    private async Task<Lease> AskAsync(PoolId pool, VisitId visit, Func<IPoolGrain, Task<Lease>> ask)
    {
        try
        {
            return await ask(KeeperOf(pool)).WaitAsync(Patience, clock).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Log.Failed(log, pool, e);
            return new Lease(null, visit, null, Reason.Of("visit.not_now"));
        }
    }

    private IPoolGrain KeeperOf(PoolId pool) => grains.GetGrain<IPoolGrain>(pool.Value);

    private static partial class Log
    {
        [LoggerMessage(1411, LogLevel.Warning, "The keeper of pool {Pool} could not be asked")]
        public static partial void Failed(ILogger logger, PoolId pool, Exception exception);
    }
}
