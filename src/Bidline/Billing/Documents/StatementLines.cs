using System.Globalization;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Documents;

/// <summary>One party's entries of a stretch of time.</summary>
internal sealed record StatementScope(
    StatementSeries Series, string Party, Currency Currency, TimeZoneInfo Zone, DateTimeOffset From, DateTimeOffset Until);

/// <summary>Reads what a document is made of. Adding up is the database's: a month may have a million calls.</summary>
internal static class StatementLines
{
    /// <summary>More than so many lines that are no calls are added up by day and kind.</summary>
    public const int ItemsMax = 1000;

    private const long MicrosPerQuarter = 15 * 60 * UnixMicros.PerSecond;
    private const string Call = "call";

    public static async Task<StatementBody> ReadAsync(Db db, StatementScope scope, CancellationToken cancel) =>
        new(await CallsAsync(db, scope, cancel), await ItemsAsync(db, scope, cancel));

    public static IQueryable<LedgerEntryRow> Entries(Db db, StatementScope scope)
    {
        var codes = StatementAccounts.CodesOf(scope.Series);
        var (from, until) = (UnixMicros.Of(scope.From), UnixMicros.Of(scope.Until));
        return db.Set<LedgerEntryRow>().AsNoTracking().Where(row => codes.Contains(row.Account)
            && row.Party == scope.Party && row.BookedAt >= from && row.BookedAt < until
            && row.Currency == scope.Currency.Code);
    }

    /// <summary>By quarters of an hour, which no zone's midnight divides, and from there by days of the zone.</summary>
    private static async Task<List<CallsOfDay>> CallsAsync(Db db, StatementScope scope, CancellationToken cancel)
    {
        var groups = await (
            from entry in Entries(db, scope)
            join transaction in db.Set<LedgerTransactionRow>() on entry.TransactionId equals transaction.Id
            where transaction.Kind == Call
            join call in db.Set<CallRow>() on entry.CallId equals call.Id into calls
            from call in calls.DefaultIfEmpty()
            group entry by new { call.Campaign, Quarter = entry.BookedAt / MicrosPerQuarter } into quarter
            select new
            {
                quarter.Key.Campaign,
                quarter.Key.Quarter,
                Count = quarter.LongCount(),
                Sum = quarter.Sum(entry => entry.Amount),
            }).ToListAsync(cancel);
        return
        [
            .. groups
                .GroupBy(group => (Day: DayOf(scope, group.Quarter * MicrosPerQuarter), group.Campaign))
                .Select(day => new CallsOfDay(
                    day.Key.Day, day.Key.Campaign, day.Sum(group => group.Count), day.Sum(group => -group.Sum)))
                .OrderBy(day => day.Day, StringComparer.Ordinal).ThenBy(day => day.Campaign, StringComparer.Ordinal),
        ];
    }

    private static async Task<List<StatementItem>> ItemsAsync(Db db, StatementScope scope, CancellationToken cancel)
    {
        var rows = await (
            from entry in Entries(db, scope)
            join transaction in db.Set<LedgerTransactionRow>() on entry.TransactionId equals transaction.Id
            where transaction.Kind != Call
            orderby entry.BookedAt, entry.TransactionId, entry.Line
            select new Item(
                entry.BookedAt, transaction.Kind, transaction.Memo, entry.Amount, entry.CallId, transaction.Reverses))
            .ToListAsync(cancel);
        if (rows.Count > ItemsMax) return Added(scope, rows);
        var items = new List<StatementItem>(rows.Count);
        foreach (var row in rows)
        {
            items.Add(new StatementItem(
                DayOf(scope, row.At), row.Kind, row.Memo, -row.Amount, 1, row.Call,
                await CorrectedAsync(db, scope, row, cancel)));
        }

        return items;
    }

    private static List<StatementItem> Added(StatementScope scope, List<Item> rows) =>
    [
        .. rows.GroupBy(row => (Day: DayOf(scope, row.At), row.Kind))
            .OrderBy(group => group.Key.Day, StringComparer.Ordinal).ThenBy(group => group.Key.Kind, StringComparer.Ordinal)
            .Select(group => new StatementItem(
                group.Key.Day, group.Key.Kind, "", group.Sum(row => -row.Amount), group.Count(), null, null)),
    ];

    /// <summary>The closed document that holds what this line corrects; null when that is in this very period.</summary>
    private static async Task<string?> CorrectedAsync(
        Db db, StatementScope scope, Item row, CancellationToken cancel)
    {
        if (row.Reverses is null && row.Call is null) return null;
        var key = $"call:{row.Call}";
        var original = await db.Set<LedgerTransactionRow>().AsNoTracking()
            .FirstOrDefaultAsync(other => other.Id == row.Reverses || (row.Reverses == null && other.Key == key), cancel);
        if (original is null || original.BookedAt >= UnixMicros.Of(scope.From)) return null;
        var series = StatementAccounts.NameOf(scope.Series);
        var closed = await db.Set<StatementRow>().AsNoTracking().FirstOrDefaultAsync(
            other => other.Series == series && other.Party == scope.Party && other.Currency == scope.Currency.Code
                && other.FromAt <= original.BookedAt && other.UntilAt > original.BookedAt, cancel);
        return closed is null ? null : new StatementId(scope.Series, closed.Number).ToString();
    }

    private static string DayOf(StatementScope scope, long micros) =>
        DayWindow.DayOf(scope.Zone, UnixMicros.At(micros)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Item(long At, string Kind, string Memo, long Amount, string? Call, string? Reverses);
}
