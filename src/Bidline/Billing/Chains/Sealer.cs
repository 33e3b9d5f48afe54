using Bidline.Accounts;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Chains;

/// <summary>
/// Chains what was booked and what was done, so that a later change of any of it shows (R9). It runs behind the books
/// by a moment: many servers write, and a chain that each of them had to wait for would make them one.
/// </summary>
public sealed class Sealer(Store store)
{
    public const string Ledger = "ledger";
    public const string Audit = "audit";

    private const int AtOnce = 500;

    /// <summary>
    /// A row may be committed a while after the moment it names; one that is older still is found at the next start.
    /// </summary>
    private const long LateMicros = 600 * UnixMicros.PerSecond;

    private readonly Dictionary<string, bool> _looked = [];

    /// <summary>Chains everything that is not chained yet. Two servers may do it at once: one of them adds each link.</summary>
    public async Task SealAsync(CancellationToken cancel)
    {
        while (await SealSomeAsync(Ledger, UnsealedLedgerAsync, cancel)) cancel.ThrowIfCancellationRequested();
        while (await SealSomeAsync(Audit, UnsealedAuditAsync, cancel)) cancel.ThrowIfCancellationRequested();
    }

    private delegate Task<List<Unsealed>> Find(Db db, long since, CancellationToken cancel);

    /// <summary>True when there may be more.</summary>
    private async Task<bool> SealSomeAsync(string chain, Find find, CancellationToken cancel)
    {
        await using var db = store.Read();
        var head = await db.Set<ChainHeadRow>().AsNoTracking().SingleAsync(row => row.Chain == chain, cancel);
        var rows = await find(db, _looked.GetValueOrDefault(chain) ? head.RowAt - LateMicros : 0, cancel);
        if (rows.Count == 0)
        {
            _looked[chain] = true;
            return false;
        }

        await store.Commits.CommitAsync(Links(head, rows));
        return true;
    }

    private static CommitUnit Links(ChainHeadRow head, List<Unsealed> rows)
    {
        var (hash, links) = (head.Hash, new List<Statement>(rows.Count));
        foreach (var row in rows)
        {
            hash = row.Next(hash);
            links.Add(new Statement(
                "INSERT INTO chain_links (chain, number, row_id, hash) VALUES (@p0, @p1, @p2, @p3)",
                head.Chain, head.Number + links.Count + 1, row.Id, hash));
        }

        var guard = new Statement(
            "UPDATE chain_heads SET number = @p1, hash = @p2, row_at = @p3 WHERE chain = @p0 AND number = @p4",
            head.Chain, head.Number + rows.Count, hash, Math.Max(head.RowAt, rows.Max(row => row.At)), head.Number);
        return new CommitUnit(guard, links);
    }

    private static async Task<List<Unsealed>> UnsealedLedgerAsync(Db db, long since, CancellationToken cancel)
    {
        var links = db.Set<ChainLinkRow>().Where(link => link.Chain == Ledger);
        var rows = await db.Set<LedgerTransactionRow>().AsNoTracking()
            .Where(row => row.BookedAt >= since && !links.Any(link => link.RowId == row.Id))
            .OrderBy(row => row.BookedAt).ThenBy(row => row.Id).Take(AtOnce).ToListAsync(cancel);
        var ids = rows.ConvertAll(row => row.Id);
        var entries = (await db.Set<LedgerEntryRow>().AsNoTracking()
            .Where(entry => ids.Contains(entry.TransactionId)).ToListAsync(cancel)).ToLookup(entry => entry.TransactionId);
        return rows.ConvertAll(row =>
            new Unsealed(row.Id, row.BookedAt, before => ChainHash.Of(before, row, entries[row.Id])));
    }

    private static async Task<List<Unsealed>> UnsealedAuditAsync(Db db, long since, CancellationToken cancel)
    {
        var links = db.Set<ChainLinkRow>().Where(link => link.Chain == Audit);
        var rows = await db.Set<AuditRow>().AsNoTracking()
            .Where(row => row.At >= since && !links.Any(link => link.RowId == row.Id))
            .OrderBy(row => row.At).ThenBy(row => row.Id).Take(AtOnce).ToListAsync(cancel);
        return rows.ConvertAll(row => new Unsealed(row.Id, row.At, before => ChainHash.Of(before, row)));
    }

    private sealed record Unsealed(string Id, long At, Func<string, string> Next);
}
