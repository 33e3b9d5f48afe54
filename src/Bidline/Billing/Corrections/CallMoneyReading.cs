using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Corrections;

/// <summary>Reads a call's transactions as they were booked.</summary>
internal static class CallMoneyReading
{
    private static readonly string[] Charging = ["call", "conversion", "adjustment"];

    public static async Task<CallMoney> ReadAsync(Store store, CallId call, CancellationToken cancel)
    {
        var all = await TransactionsAsync(store, call, cancel);
        return Of(all);
    }

    public static CallMoney Of(IReadOnlyList<LedgerTransaction> all)
    {
        var originals = all.Where(it => Charging.Contains(LedgerStatements.NameOf(it.Kind))).ToArray();
        var ids = originals.Select(it => it.Id).ToHashSet();
        return new CallMoney(originals, [.. all.Where(it => it.Reverses is { } reversed && ids.Contains(reversed))]);
    }

    /// <summary>Oldest first.</summary>
    public static async Task<IReadOnlyList<LedgerTransaction>> TransactionsAsync(
        Store store, CallId call, CancellationToken cancel)
    {
        var id = call.ToString();
        await using var db = store.Read();
        var rows = await db.Set<LedgerTransactionRow>().AsNoTracking().Where(row => row.CallId == id)
            .OrderBy(row => row.BookedAt).ToListAsync(cancel);
        var ids = rows.ConvertAll(row => row.Id);
        var entries = await db.Set<LedgerEntryRow>().AsNoTracking().Where(row => ids.Contains(row.TransactionId))
            .ToListAsync(cancel);
        var lines = entries.ToLookup(row => row.TransactionId);
        return rows.ConvertAll(row => Read(row, lines[row.Id], call));
    }

    private static LedgerTransaction Read(LedgerTransactionRow row, IEnumerable<LedgerEntryRow> lines, CallId call) => new(
        TransactionId.Parse(row.Id), LedgerStatements.KindOf(row.Kind), row.Key, row.Memo,
        [
            .. lines.OrderBy(line => line.Line).Select(line => new LedgerEntry(
                new Account(ChartOfAccounts.Parse(line.Account), line.Party),
                new Money(line.Amount, Currency.Parse(line.Currency)))),
        ],
        call, row.Reverses is { } reversed ? TransactionId.Parse(reversed) : null);
}
