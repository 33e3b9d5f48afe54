using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Reports;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Reconciling;

/// <summary>
/// Where reports are held against what they are made of: R12 and R13. They are the identities I1 and I7 of reports, asked
/// of the very questions that reports ask.
/// </summary>
internal static class ReportLines
{
    private const int ShownMax = 200;

    private static readonly DateTimeOffset First = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>incoming = live + blocked + handled + abandoned + no_buyer + not_connected + connected + failed.</summary>
    public static async Task<ReconciliationLine> OutcomesAsync(Db db, CancellationToken cancel)
    {
        var outcomes = Enum.GetValues<CallOutcome>().Select(CallLogRow.Spell).ToList();
        var off = await db.Set<CallRow>()
            .Where(call => (call.EndedAt == null) != (call.Outcome == null)
                || (call.Outcome != null && !outcomes.Contains(call.Outcome)))
            .OrderBy(call => call.Id).Take(ShownMax).Select(call => new { call.Id, call.Outcome }).ToListAsync(cancel);
        var sums = await SumsAsync(db, Currency.Usd, [Measures.Incoming, .. Measures.Partition], cancel);
        var (incoming, parts) = (sums[Measures.Incoming], Measures.Partition.Sum(part => sums[part]));
        List<string> broken = off.ConvertAll(call => $"{call.Id} ended as \"{call.Outcome ?? "nothing"}\"");
        if (broken.Count == 0 && incoming != parts) broken.Add($"{incoming} calls came in, and {parts} ended or live");
        return ReconciliationLine.Of("R12", "Incoming calls and how they ended", broken, $"{incoming} calls");
    }

    /// <summary>Of all times, in each currency, and to the millionth.</summary>
    public static async Task<ReconciliationLine> MoneyAsync(Db db, CancellationToken cancel)
    {
        var ledger = await LedgerAsync(db, cancel);
        var codes = await db.Set<CallRow>().Where(call => call.RevenueMicros != null && call.Currency != null)
            .Select(call => call.Currency!).Distinct().ToListAsync(cancel);
        var broken = new List<string>();
        foreach (var code in codes.Union(ledger.Keys).Order(StringComparer.Ordinal))
        {
            var currency = Currency.Parse(code);
            var sums = await SumsAsync(db, currency, [Measures.Charged, Measures.Paid], cancel);
            var (revenue, payout) = ledger.GetValueOrDefault(code);
            Compare("revenue", sums[Measures.Charged], revenue, currency);
            Compare("payout", sums[Measures.Paid], payout, currency);
        }

        var seen = ledger.Count == 0 ? "no money yet" : string.Join(", ", ledger.Keys.Order(StringComparer.Ordinal));
        return ReconciliationLine.Of("R13", "Money of reports and of the ledger", broken, seen);

        void Compare(string what, long reported, long booked, Currency currency)
        {
            if (reported != booked)
                broken.Add($"reports say a {what} of {new Money(reported, currency)}, the ledger {new Money(booked, currency)}");
        }
    }

    /// <summary>By other means than reports: every line of a call but those that only withhold while a dispute is open.</summary>
    private static async Task<Dictionary<string, (long Revenue, long Payout)>> LedgerAsync(Db db, CancellationToken cancel)
    {
        var transactions = db.Set<LedgerTransactionRow>().AsNoTracking();
        var lines = await (
            from line in db.Set<LedgerEntryRow>().AsNoTracking()
            join transaction in transactions on line.TransactionId equals transaction.Id
            where line.CallId != null && transaction.Kind != "dispute"
                && !transactions.Any(held => held.Id == transaction.Reverses && held.Kind == "dispute")
            group line.Amount by new { line.Currency, line.Account } into sums
            select new { sums.Key.Currency, sums.Key.Account, Sum = sums.Sum() }).ToListAsync(cancel);
        var (prepaid, receivable, payable) = (
            ChartOfAccounts.CodeOf(AccountKind.BuyerPrepaid), ChartOfAccounts.CodeOf(AccountKind.BuyerReceivable),
            ChartOfAccounts.CodeOf(AccountKind.PublisherPayable));
        return lines.GroupBy(line => line.Currency).ToDictionary(
            group => group.Key,
            group => (
                group.Where(line => line.Account == prepaid || line.Account == receivable).Sum(line => line.Sum),
                -group.Where(line => line.Account == payable).Sum(line => line.Sum)),
            StringComparer.Ordinal);
    }

    private static async Task<Dictionary<Measure, long>> SumsAsync(
        Db db, Currency currency, IReadOnlyList<Measure> measures, CancellationToken cancel)
    {
        var all = new ReportCut(
            new Period(First, First.AddYears(200)), TimeZoneInfo.Utc, currency, [], Tracking.TouchModel.Last, Tests: true);
        var sums = new Dictionary<Measure, long>();
        await SqlReading.ReadAsync(
            db, ReportSql.Groups(all, ReportFact.Call, [], measures, 1),
            row =>
            {
                for (var i = 0; i < measures.Count; i++) sums[measures[i]] = row.GetInt64(i);
            },
            cancel);
        return sums;
    }
}
