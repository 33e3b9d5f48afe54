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

    /// <summary>Of every line of a party within a time: {0} and {1} are accounts, then party, currency, from and until.</summary>
    private const string Within = "e.account IN ({0}, {1}) AND e.party = {2} AND e.currency = {3} "
        + "AND e.booked_at >= {4} AND e.booked_at < {5} ";

    /// <summary>
    /// A call's own charge: its transaction has the call's id (<see cref="CallPosting.IdOf"/>), so that it is told without
    /// looking the transaction up. The campaign is looked up line by line, which no plan can turn into reading every call.
    /// </summary>
    private const string CallsByQuarter = "SELECT campaign AS \"Campaign\", quarter AS \"Number\", COUNT(*) AS \"Count\", "
        + "CAST(SUM(amount) AS BIGINT) AS \"Sum\" FROM (SELECT (SELECT calls.campaign FROM calls WHERE calls.id = e.call_id) "
        + "AS campaign, e.booked_at / 900000000 AS quarter, e.amount AS amount FROM ledger_entries e WHERE " + Within
        + "AND e.transaction_id = ('led_' || SUBSTR(e.call_id, 6))) AS line GROUP BY campaign, quarter";

    /// <summary>Everything else, by an index of its own.</summary>
    private const string Others = "SELECT e.booked_at AS \"At\", t.kind AS \"Kind\", t.memo AS \"Memo\", e.amount AS \"Amount\", "
        + "e.call_id AS \"Call\", t.reverses AS \"Reverses\" FROM ledger_entries e JOIN ledger_transactions t "
        + "ON t.id = e.transaction_id WHERE " + Within + "AND (e.call_id IS NULL "
        + "OR e.transaction_id <> ('led_' || SUBSTR(e.call_id, 6))) ORDER BY e.booked_at, e.transaction_id, e.line";

    private const long MicrosPerQuarter = 15 * 60 * UnixMicros.PerSecond;

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
        var groups = await db.Database.SqlQueryRaw<Quarter>(CallsByQuarter, Parameters(scope)).ToListAsync(cancel);
        return
        [
            .. groups
                .GroupBy(group => (Day: DayOf(scope, group.Number * MicrosPerQuarter), group.Campaign))
                .Select(day => new CallsOfDay(
                    day.Key.Day, day.Key.Campaign, day.Sum(group => group.Count), day.Sum(group => -group.Sum)))
                .OrderBy(day => day.Day, StringComparer.Ordinal).ThenBy(day => day.Campaign, StringComparer.Ordinal),
        ];
    }

    private static async Task<List<StatementItem>> ItemsAsync(Db db, StatementScope scope, CancellationToken cancel)
    {
        var rows = await db.Database.SqlQueryRaw<Item>(Others, Parameters(scope)).ToListAsync(cancel);
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

    private static object[] Parameters(StatementScope scope)
    {
        var codes = StatementAccounts.CodesOf(scope.Series);
        return
        [
            codes[0], codes[^1], scope.Party, scope.Currency.Code, UnixMicros.Of(scope.From), UnixMicros.Of(scope.Until),
        ];
    }

    private sealed record Quarter(string? Campaign, long Number, long Count, long Sum);

    private sealed record Item(long At, string Kind, string Memo, long Amount, string? Call, string? Reverses);
}
