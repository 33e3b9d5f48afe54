using Bidline.Campaigns;
using Bidline.Tracking;
using Bidline.Tracking.Carriers;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Workers;

/// <summary>Lets pools grow whose numbers are nearly all lent.</summary>
public sealed class PoolWorker(
    BookShelf shelf, NumberPools pools, PoolGrower grower, TimeProvider clock, ILogger<PoolWorker> logger)
    : RoundWorker("letting pools grow", TimeSpan.FromMinutes(1), clock, logger)
{
    protected override async Task RoundAsync(CancellationToken stopping)
    {
        foreach (var pool in shelf.Current.Pools.Values.Where(pool => pool.Grow is not null))
        {
            var use = await pools.UseAsync(pool.Id).ConfigureAwait(false);
            await grower.GrowAsync(pool.Id, use.Held, stopping).ConfigureAwait(false);
        }
    }
}
