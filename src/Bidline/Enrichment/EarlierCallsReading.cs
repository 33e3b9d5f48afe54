using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Enrichment;

/// <summary>Reads at the start when callers called: after recovery and before the first call.</summary>
public sealed class EarlierCallsReading(Store store, EarlierCalls calls)
{
    public async Task ReadAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var pairs = db.Set<CallRow>().AsNoTracking()
            .Where(row => row.Caller != null && row.Campaign != null)
            .GroupBy(row => new { row.Caller, row.Campaign })
            .Select(group => new { group.Key, Last = group.Max(row => row.ReceivedAt), Calls = group.Count() })
            .OrderBy(pair => pair.Last);
        await foreach (var pair in pairs.AsAsyncEnumerable().WithCancellation(cancel))
            calls.Remember(pair.Key.Caller!, pair.Key.Campaign!, pair.Last, pair.Calls);
        calls.IsRead();
    }
}
