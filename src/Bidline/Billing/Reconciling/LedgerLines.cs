using Bidline.Billing.Chains;
using Bidline.Billing.Documents;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Reconciling;

/// <summary>Where the ledger is held against itself and against the calls: R1 to R4, R9, R10.</summary>
internal static class LedgerLines
{
    private const int ShownMax = 200;
    private const long GraceMicros = 60 * UnixMicros.PerSecond;

    public static async Task<ReconciliationLine> TrialBalanceAsync(Db db, CancellationToken cancel)
    {
        var sums = await db.Set<LedgerEntryRow>().GroupBy(row => row.Currency)
            .Select(group => new { group.Key, Sum = group.Sum(row => row.Amount), Count = group.LongCount() })
            .ToListAsync(cancel);
        var off = sums.Where(sum => sum.Sum != 0).ToList();
        return ReconciliationLine.Of(
            "R1", "Debits and credits of every currency",
            off.ConvertAll(sum => $"{sum.Key} is off by {new Money(sum.Sum, Currency.Parse(sum.Key))}"),
            $"{sums.Sum(sum => sum.Count)} lines",
            off.Count == 1 ? new Money(off[0].Sum, Currency.Parse(off[0].Key)) : null);
    }

    /// <summary>The only balances that are stored are those of documents (money.md M11).</summary>
    public static async Task<ReconciliationLine> StoredBalancesAsync(Db db, CancellationToken cancel)
    {
        var rows = await db.Set<StatementRow>().AsNoTracking()
            .Select(row => new { row.Series, row.Number, row.Party, row.Currency, row.UntilAt, row.Closing }).ToListAsync(cancel);
        var off = new List<string>();
        var last = rows.GroupBy(row => (row.Series, row.Party, row.Currency)).Select(group => group.MaxBy(row => row.Number)!);
        foreach (var row in last)
        {
            var codes = StatementAccounts.CodesOf(StatementAccounts.Parse(row.Series));
            var derived = -await db.Set<LedgerEntryRow>()
                .Where(entry => codes.Contains(entry.Account) && entry.Party == row.Party && entry.BookedAt < row.UntilAt
                    && entry.Currency == row.Currency)
                .SumAsync(entry => entry.Amount, cancel);
            var currency = Currency.Parse(row.Currency);
            var (stored, counted) = (new Money(row.Closing, currency), new Money(derived, currency));
            if (stored != counted) off.Add($"{row.Party} closed at {stored}, the ledger says {counted}");
        }

        return ReconciliationLine.Of("R2", "Stored and derived balances", off, $"{rows.Count} closing balances");
    }

    public static async Task<ReconciliationLine> OpenHoldsAsync(Db db, CancellationToken cancel)
    {
        var holds = db.Set<HoldRow>().AsNoTracking().Where(row => row.State == "open");
        var open = await holds.CountAsync(cancel);
        var orphans = await holds
            .Where(row => !db.Set<CallRow>().Any(call => call.Id == row.CallId && call.SettledAt == null))
            .Take(ShownMax).ToListAsync(cancel);
        return ReconciliationLine.Of(
            "R3", "Open holds and live calls", orphans.ConvertAll(row => $"{row.Id} of {row.Buyer} has no live call"),
            $"{open} open holds", Sum(orphans.Select(row => (row.Amount, row.Currency))));
    }

    public static async Task<ReconciliationLine> BillableCallsAsync(Db db, CancellationToken cancel)
    {
        var (calls, booked) = (db.Set<CallRow>().AsNoTracking(), db.Set<LedgerTransactionRow>().AsNoTracking());
        var unbooked = await calls
            .Where(call => call.SettledAt != null && call.RevenueMicros > 0
                && !booked.Any(row => row.CallId == call.Id))
            .Take(ShownMax).Select(call => new { call.Id, call.RevenueMicros, call.Currency }).ToListAsync(cancel);
        var strangers = await booked
            .Where(row => row.Kind == "call" && !calls.Any(call => call.Id == row.CallId && call.EndedAt != null))
            .Take(ShownMax).Select(row => row.Id).ToListAsync(cancel);
        var count = await booked.LongCountAsync(row => row.Kind == "call", cancel);
        return ReconciliationLine.Of(
            "R4", "Billable calls and their entries",
            [
                .. unbooked.Select(call => $"{call.Id} is billable and not booked"),
                .. strangers.Select(id => $"{id} charges a call that did not end"),
            ],
            $"{count} calls booked",
            Sum(unbooked.Select(call => (call.RevenueMicros ?? 0, call.Currency ?? "USD"))));
    }

    /// <summary>That every row is chained; `check` follows the links and proves them.</summary>
    public static async Task<ReconciliationLine> ChainsAsync(Db db, DateTimeOffset now, CancellationToken cancel)
    {
        var until = UnixMicros.Of(now) - GraceMicros;
        var links = db.Set<ChainLinkRow>();
        var transactions = await db.Set<LedgerTransactionRow>()
            .Where(row => row.BookedAt < until
                && !links.Any(link => link.Chain == Sealer.Ledger && link.RowId == row.Id))
            .Take(ShownMax).Select(row => row.Id).ToListAsync(cancel);
        var lines = await db.Set<Accounts.AuditRow>()
            .Where(row => row.At < until && !links.Any(link => link.Chain == Sealer.Audit && link.RowId == row.Id))
            .Take(ShownMax).Select(row => row.Id).ToListAsync(cancel);
        var heads = await db.Set<ChainHeadRow>().AsNoTracking().OrderBy(row => row.Chain).ToListAsync(cancel);
        return ReconciliationLine.Of(
            "R9", "Ledger, audit and their chains",
            [.. transactions.Concat(lines).Select(id => $"{id} is not chained")],
            string.Join(", ", heads.Select(head =>
                $"{head.Chain} {head.Number} links, head {(head.Hash.Length == 0 ? "-" : head.Hash[..16])}")));
    }

    /// <summary>Caps count what their holds say; that no cap was exceeded is proved by `check` (I6).</summary>
    public static async Task<ReconciliationLine> CapsAsync(Db db, CancellationToken cancel)
    {
        var prepaid = ChartOfAccounts.CodeOf(AccountKind.BuyerPrepaid);
        var (booked, entries) = (db.Set<LedgerTransactionRow>(), db.Set<LedgerEntryRow>());
        var captured = db.Set<HoldRow>().AsNoTracking().Where(row => row.State == "captured");
        var count = await captured.LongCountAsync(cancel);
        var off = await captured
            .Where(hold => hold.Captured != booked.Where(row => row.Key == "call:" + hold.CallId)
                .Join(entries, row => row.Id, entry => entry.TransactionId, (row, entry) => entry)
                .Where(entry => entry.Account == prepaid && entry.Party == hold.Buyer)
                .Sum(entry => entry.Amount))
            .Take(ShownMax).ToListAsync(cancel);
        return ReconciliationLine.Of(
            "R10", "Counted caps and charged calls",
            off.ConvertAll(hold =>
                $"{hold.Id} of {hold.Buyer} counts {hold.Captured} micros, and its call was charged otherwise"),
            $"{count} captured holds", Sum(off.Select(hold => (hold.Captured, hold.Currency))));
    }

    private static Money? Sum(IEnumerable<(long Micros, string Currency)> amounts)
    {
        var sums = amounts.GroupBy(amount => amount.Currency)
            .Select(group => new Money(group.Sum(amount => amount.Micros), Currency.Parse(group.Key))).ToArray();
        return sums.Length == 1 ? sums[0] : null;
    }
}
