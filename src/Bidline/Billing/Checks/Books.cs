using Bidline.Calls;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Checks;

/// <summary>Everything that the checks compare, read once.</summary>
internal sealed record Books(
    IReadOnlyList<LedgerTransactionRow> Transactions,
    IReadOnlyList<LedgerEntryRow> Entries,
    IReadOnlyList<HoldRow> Holds,
    IReadOnlyList<SharedHoldRow> SharedHolds,
    IReadOnlyDictionary<string, CheckedCall> Calls,
    IReadOnlyList<HeartbeatRow> Beats)
{
    /// <summary>The last moment that anything is known of: a check of a copy has no other clock.</summary>
    public long LastSign => Beats.Count == 0 ? long.MaxValue : Beats.Max(beat => beat.At);

    public static async Task<Books> ReadAsync(Db db, CancellationToken cancel)
    {
        // The calls first and the money last: what is settled meanwhile is then found in both.
        var calls = await CallsAsync(db, cancel);
        var holds = await db.Set<HoldRow>().AsNoTracking().ToListAsync(cancel);
        var shared = await db.Set<SharedHoldRow>().AsNoTracking().ToListAsync(cancel);
        var transactions = await db.Set<LedgerTransactionRow>().AsNoTracking().ToListAsync(cancel);
        var entries = await db.Set<LedgerEntryRow>().AsNoTracking().ToListAsync(cancel);
        var beats = await db.Set<HeartbeatRow>().AsNoTracking().ToListAsync(cancel);
        return new Books(transactions, entries, holds, shared, calls, beats);
    }

    private static async Task<Dictionary<string, CheckedCall>> CallsAsync(Db db, CancellationToken cancel)
    {
        var calls = new Dictionary<string, CheckedCall>(StringComparer.Ordinal);
        var rows = db.Set<CallEventRow>().AsNoTracking().OrderBy(row => row.CallId).ThenBy(row => row.Seq);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (!calls.TryGetValue(row.CallId, out var call)) calls[row.CallId] = call = new CheckedCall(row.CallId);
            call.Take(CallLogStatements.Read(row));
        }

        return calls;
    }
}
