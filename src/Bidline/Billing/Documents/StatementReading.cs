using System.Runtime.CompilerServices;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Documents;

/// <param name="After">The last id of the page before; null for the first.</param>
public sealed record StatementQuery(
    StatementSeries? Series = null, string? Party = null, string? Period = null, string? After = null, int Limit = 50);

/// <summary>One ledger line of a document, as the party reads it.</summary>
public sealed record StatementLine(
    DateTimeOffset At, string Kind, string Memo, string? Call, string? Campaign, Money Amount, string Transaction, int Line);

/// <summary>Documents that were issued, and the ledger lines that they are made of.</summary>
public sealed class StatementReading(Store store)
{
    private const int BatchMax = 10_000;

    /// <summary>Newest first within each series, invoices first; one row more than the limit when there are more.</summary>
    public async Task<IReadOnlyList<IssuedStatement>> ListAsync(StatementQuery query, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<StatementRow>().AsNoTracking();
        if (query.Series is { } series)
        {
            var name = StatementAccounts.NameOf(series);
            rows = rows.Where(row => row.Series == name);
        }

        if (query.Party is { } party) rows = rows.Where(row => row.Party == party);
        if (query.Period is { } period) rows = rows.Where(row => row.Period == period);
        if (StatementId.TryParse(query.After, out var after))
        {
            var name = StatementAccounts.NameOf(after.Series);
            rows = rows.Where(row => string.Compare(row.Series, name) > 0
                || (row.Series == name && row.Number < after.Number));
        }

        var page = await rows.OrderBy(row => row.Series).ThenByDescending(row => row.Number)
            .Take(query.Limit + 1).ToListAsync(cancel);
        return page.ConvertAll(IssuedStatement.Of);
    }

    public async Task<IssuedStatement?> FindAsync(StatementId id, CancellationToken cancel)
    {
        var series = StatementAccounts.NameOf(id.Series);
        await using var db = store.Read();
        var row = await db.Set<StatementRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Series == series && row.Number == id.Number, cancel);
        return row is null ? null : IssuedStatement.Of(row);
    }

    /// <summary>Every ledger line in the order in which it was booked. Closed lines never change, so nor does this.</summary>
    public async IAsyncEnumerable<StatementLine> LinesAsync(
        IssuedStatement statement, [EnumeratorCancellation] CancellationToken cancel)
    {
        var scope = new StatementScope(
            statement.Id.Series, statement.Party, statement.Opening.Currency, TimeZoneInfo.Utc, statement.From,
            statement.Until);
        await using var db = store.Read();
        var (at, id, line) = (long.MinValue, "", 0);
        while (true)
        {
            // In pages: a reader that takes its time must not hold up the database's own tidying.
            var rows = await Page(db, scope, at, id, line).ToListAsync(cancel);
            foreach (var row in rows) yield return Line(row, scope.Currency);
            if (rows.Count < BatchMax) yield break;
            (at, id, line) = (rows[^1].Entry.BookedAt, rows[^1].Entry.TransactionId, rows[^1].Entry.Line);
        }
    }

    private static IQueryable<LineRow> Page(Db db, StatementScope scope, long at, string id, int line) => (
        from entry in StatementLines.Entries(db, scope)
        where entry.BookedAt > at
            || (entry.BookedAt == at && string.Compare(entry.TransactionId, id) > 0)
            || (entry.BookedAt == at && entry.TransactionId == id && entry.Line > line)
        join transaction in db.Set<LedgerTransactionRow>() on entry.TransactionId equals transaction.Id
        join call in db.Set<CallRow>() on entry.CallId equals call.Id into calls
        from call in calls.DefaultIfEmpty()
        orderby entry.BookedAt, entry.TransactionId, entry.Line
        select new LineRow { Entry = entry, Transaction = transaction, Campaign = call.Campaign }).Take(BatchMax);

    private static StatementLine Line(LineRow row, Currency currency) => new(
        UnixMicros.At(row.Entry.BookedAt),
        row.Transaction.Kind,
        row.Transaction.Memo,
        row.Entry.CallId,
        row.Campaign,
        new Money(-row.Entry.Amount, currency),
        row.Entry.TransactionId,
        row.Entry.Line);

    private sealed class LineRow
    {
        public required LedgerEntryRow Entry { get; init; }

        public required LedgerTransactionRow Transaction { get; init; }

        public string? Campaign { get; init; }
    }
}
