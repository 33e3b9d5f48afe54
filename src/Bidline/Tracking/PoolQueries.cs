using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Tracking;

/// <summary>What a pool's visits of a time came to, and what that says of its size.</summary>
/// <param name="Unlent">Visits that got no number, by the code of their reason.</param>
/// <param name="BusiestHour">Visits of the hour that had the most.</param>
/// <param name="Held">From a visit's first moment to the end of its hold, on average; the pool's hold without visits.</param>
public sealed record PoolTraffic(int Visits, IReadOnlyDictionary<string, int> Unlent, int BusiestHour, TimeSpan Held)
{
    public double Load => PoolSizing.Load(BusiestHour, Held);

    /// <summary>In the busiest hour, with this many numbers.</summary>
    public double CertaintyWith(int numbers) => PoolSizing.Certainty(Load, numbers);

    public int NumbersNeeded => PoolSizing.Needed(Load);
}

/// <summary>Reads visits, the same on both stores. Safe on any thread.</summary>
public sealed class PoolQueries(Store store, TimeProvider clock)
{
    /// <summary>What a size is judged by.</summary>
    public static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private const long Hour = 3_600_000_000;

    /// <param name="pool">Null for all.</param>
    /// <param name="after">The last id of the page before; null for the newest.</param>
    public async Task<IReadOnlyList<VisitRow>> ListAsync(PoolId? pool, string? after, int limit, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<VisitRow>().AsNoTracking();
        if (pool is { Value: var name }) rows = rows.Where(row => row.Pool == name);
        if (after is not null) rows = rows.Where(row => string.Compare(row.Id, after) < 0);
        return await rows.OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancel).ConfigureAwait(false);
    }

    public async Task<VisitRow?> FindAsync(VisitId id, CancellationToken cancel)
    {
        var text = id.ToString();
        await using var db = store.Read();
        return await db.Set<VisitRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == text, cancel).ConfigureAwait(false);
    }

    public static Visit Read(VisitRow row) => PoolStatements.Read(row);

    public async Task<PoolTraffic> TrafficAsync(NumberPool pool, CancellationToken cancel)
    {
        var (name, since) = (pool.Id.Value, UnixMicros.Of(clock.GetUtcNow() - Week));
        await using var db = store.Read();
        var visits = db.Set<VisitRow>().AsNoTracking().Where(row => row.Pool == name && row.At >= since);
        var hours = await visits.GroupBy(row => row.At / Hour).Select(group => group.Count())
            .ToListAsync(cancel).ConfigureAwait(false);
        var unlent = await visits.Where(row => row.Number == null).GroupBy(row => row.Why)
            .Select(group => new { Why = group.Key, Count = group.Count() }).ToListAsync(cancel).ConfigureAwait(false);
        var held = await visits.Where(row => row.Until != null).Select(row => (double?)(row.Until!.Value - row.At))
            .AverageAsync(cancel).ConfigureAwait(false);
        return new PoolTraffic(
            hours.Sum(), unlent.ToDictionary(row => row.Why ?? "unknown", row => row.Count), hours.DefaultIfEmpty(0).Max(),
            held is { } micros ? TimeSpan.FromMicroseconds(micros) : pool.Hold);
    }
}
