using Bidline.Accounts;
using Bidline.Billing.Chains;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Checks;

/// <summary>R9: ledger and audit are chained, and every link fits the row that it was made for.</summary>
internal static class ChainChecks
{
    private const long GraceMicros = 60 * UnixMicros.PerSecond;

    /// <summary>
    /// Where the chains end. Asked before the rows are read: what is chained later belongs to rows not read.
    /// </summary>
    public static Task<Dictionary<string, ChainHeadRow>> HeadsAsync(Db db, CancellationToken cancel) =>
        db.Set<ChainHeadRow>().AsNoTracking().ToDictionaryAsync(row => row.Chain, StringComparer.Ordinal, cancel);

    public static async Task<InvariantResult> LedgerIsChainedAsync(
        Db db, ChainHeadRow head, Books books, CancellationToken cancel)
    {
        var lines = books.Entries.ToLookup(entry => entry.TransactionId);
        var rows = books.Transactions.ToDictionary(
            row => row.Id,
            row => new Chained(row.BookedAt, before => ChainHash.Of(before, row, lines[row.Id])),
            StringComparer.Ordinal);
        return await FollowAsync(db, head, "The ledger is as it was chained", rows, books.LastSign, cancel);
    }

    public static async Task<InvariantResult> AuditIsChainedAsync(
        Db db, ChainHeadRow head, Books books, CancellationToken cancel)
    {
        var rows = await db.Set<AuditRow>().AsNoTracking().ToDictionaryAsync(
            row => row.Id, row => new Chained(row.At, before => ChainHash.Of(before, row)), StringComparer.Ordinal, cancel);
        return await FollowAsync(db, head, "The audit is as it was chained", rows, books.LastSign, cancel);
    }

    private static async Task<InvariantResult> FollowAsync(
        Db db, ChainHeadRow head, string title, Dictionary<string, Chained> rows, long lastSign, CancellationToken cancel)
    {
        var (hash, number, broken) = ("", 0L, new List<string>());
        var links = db.Set<ChainLinkRow>().AsNoTracking()
            .Where(link => link.Chain == head.Chain && link.Number <= head.Number).OrderBy(link => link.Number);
        await foreach (var link in links.AsAsyncEnumerable().WithCancellation(cancel))
        {
            if (link.Number != ++number) broken.Add($"link {number} is missing");
            number = link.Number;
            if (!rows.Remove(link.RowId, out var row)) broken.Add($"{link.RowId} was chained and is gone");
            else if (row.Next(hash) != link.Hash) broken.Add($"{link.RowId} is not what was chained");
            hash = link.Hash;
        }

        if (head.Number != number || head.Hash != hash) broken.Add("the chain's head is not its last link");
        broken.AddRange(rows.Where(row => row.Value.At < lastSign - GraceMicros).Select(row => $"{row.Key} is not chained"));
        var end = hash.Length == 0 ? "nothing yet" : $"head {hash[..16]}";
        return Finding.Of("R9", title, broken, $"{number} links, {rows.Count} rows to come, {end}");
    }

    private sealed record Chained(long At, Func<string, string> Next);
}
