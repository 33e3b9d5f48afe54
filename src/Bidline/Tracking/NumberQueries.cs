using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Tracking;

/// <summary>What came over one number.</summary>
/// <param name="LastCall">Null for one that nobody has called within the time that was asked for.</param>
/// <param name="Connected">Calls that were put through.</param>
public sealed record NumberUse(PhoneNumber Number, int Calls, int Connected, CallId? LastCall, DateTimeOffset? LastCallAt);

/// <summary>Counts calls by the number that was dialled, the same on both stores. Safe on any thread.</summary>
public sealed class NumberQueries(Store store, TimeProvider clock)
{
    /// <summary>What a number is judged by.</summary>
    public static readonly TimeSpan Month = TimeSpan.FromDays(30);

    /// <summary>By number; those that nobody called are not there.</summary>
    public async Task<IReadOnlyDictionary<PhoneNumber, NumberUse>> OfMonthAsync(CancellationToken cancel)
    {
        var since = UnixMicros.Of(clock.GetUtcNow() - Month);
        await using var db = store.Read();
        var rows = await db.Set<CallRow>().AsNoTracking().Where(call => call.Dialled != null && call.ReceivedAt >= since)
            .GroupBy(call => call.Dialled!)
            .Select(group => new
            {
                Number = group.Key, Calls = group.Count(), Connected = group.Count(call => call.ConnectedAt != null),
                // Ids are in the order of their calls.
                Last = group.Max(call => call.Id), At = group.Max(call => call.ReceivedAt),
            })
            .ToListAsync(cancel).ConfigureAwait(false);
        return rows.Where(row => PhoneNumber.TryParse(row.Number, out _)).Select(row => new NumberUse(
                PhoneNumber.Parse(row.Number), row.Calls, row.Connected, CallId.Parse(row.Last!), UnixMicros.At(row.At)))
            .ToDictionary(use => use.Number);
    }

    /// <summary>When a number was called last; null for never.</summary>
    public async Task<DateTimeOffset?> LastCallAsync(PhoneNumber number, CancellationToken cancel)
    {
        var dialled = number.E164;
        await using var db = store.Read();
        var last = await db.Set<CallRow>().AsNoTracking().Where(call => call.Dialled == dialled)
            .OrderByDescending(call => call.ReceivedAt).Select(call => (long?)call.ReceivedAt)
            .FirstOrDefaultAsync(cancel).ConfigureAwait(false);
        return UnixMicros.At(last);
    }
}
