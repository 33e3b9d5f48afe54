using Bidline.Billing.Documents;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Reconciling;

/// <summary>R7: documents say what the ledger says, follow one another and are numbered without gaps.</summary>
internal static class DocumentLines
{
    public static async Task<ReconciliationLine> StatementsAsync(Db db, CancellationToken cancel)
    {
        var rows = await db.Set<StatementRow>().AsNoTracking()
            .OrderBy(row => row.Series).ThenBy(row => row.Number).ToListAsync(cancel);
        var documents = rows.ConvertAll(IssuedStatement.Of);
        var off = Gaps(documents).Concat(Breaks(documents)).ToList();
        foreach (var document in documents)
        {
            var scope = new StatementScope(
                document.Id.Series, document.Party, document.Opening.Currency, TimeZoneInfo.Utc, document.From, document.Until);
            var sum = -await StatementLines.Entries(db, scope).SumAsync(row => row.Amount, cancel);
            var currency = document.Lines.Currency;
            if (sum != document.Lines.Micros)
                off.Add($"{document.Id} has lines of {document.Lines}, the ledger says {new Money(sum, currency)}");
            var printed = document.Body.Calls.Sum(day => day.Micros) + document.Body.Items.Sum(item => item.Micros);
            if (printed != document.Lines.Micros)
                off.Add($"{document.Id} prints {new Money(printed, currency)} and says {document.Lines}");
            if (!document.Rounding.IsZero && await RoundedAsync(db, document, cancel) != document.Rounding.Micros)
                off.Add($"{document.Id} was rounded, and the ledger says otherwise");
        }

        return ReconciliationLine.Of("R7", "Documents and the ledger", off, $"{documents.Count} documents");
    }

    private static IEnumerable<string> Gaps(List<IssuedStatement> documents) => documents.GroupBy(row => row.Id.Series)
        .SelectMany(series => series.Select(row => row.Id.Number).Order()
            .Where((number, place) => number != place + 1).Take(1)
            .Select(number => $"the numbers have a gap before {new StatementId(series.Key, number)}"));

    private static IEnumerable<string> Breaks(List<IssuedStatement> documents) =>
        from party in documents.GroupBy(row => (row.Id.Series, row.Party, row.Opening.Currency))
        let ordered = party.OrderBy(row => row.Id.Number).ToArray()
        from pair in ordered.Zip(ordered.Skip(1))
        where pair.First.Closing != pair.Second.Opening || pair.First.Until > pair.Second.From
        select $"{pair.Second.Id} does not begin where {pair.First.Id} ended";

    private static async Task<long> RoundedAsync(Db db, IssuedStatement document, CancellationToken cancel)
    {
        var (key, rounding) = (RoundingPosting.KeyOf(document.Id), ChartOfAccounts.CodeOf(AccountKind.Rounding));
        return await (
            from row in db.Set<LedgerTransactionRow>()
            where row.Key == key
            join entry in db.Set<LedgerEntryRow>() on row.Id equals entry.TransactionId
            where entry.Account == rounding
            select entry.Amount).SumAsync(cancel);
    }
}
