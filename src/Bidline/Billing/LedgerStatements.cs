using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Billing;

/// <summary>How a ledger transaction is written down.</summary>
internal static class LedgerStatements
{
    /// <summary>Lines of one statement; a call has three. A longer transaction takes several.</summary>
    private const int LinesMax = 8;

    private const string IntoTransactions =
        "INSERT INTO ledger_transactions (id, kind, key, memo, call_id, reverses, booked_at) ";

    private const string InsertTransaction = IntoTransactions + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)";

    // Asked for beforehand rather than ON CONFLICT: SQLite's trigger against replacing would refuse the row before that.
    private const string InsertUnposted =
        IntoTransactions + "SELECT @p0, @p1, @p2, @p3, @p4, @p5, @p6 "
        + "WHERE NOT EXISTS (SELECT 1 FROM ledger_transactions WHERE key = @p2)";

    private const string InsertUnchanged =
        InsertUnposted + " AND (SELECT COUNT(*) FROM ledger_transactions WHERE call_id = @p4) = @p7";

    private const string InsertWhileOwed =
        InsertUnposted + " AND (SELECT COALESCE(SUM(amount), 0) FROM ledger_entries "
        + "WHERE account IN ('buyer_prepaid', 'buyer_receivable') AND party = @p7 AND currency = @p8) >= @p9";

    private static readonly string[] InsertEntries = [.. Enumerable.Range(1, LinesMax).Select(EntriesText)];

    public static IEnumerable<Statement> Insert(LedgerTransaction transaction, DateTimeOffset bookedAt) =>
        [Head(InsertTransaction, transaction, bookedAt), .. Lines(transaction, bookedAt)];

    /// <summary>
    /// As the guard of a unit: changes no row when there is a transaction with this key. What stands in the unit behind it
    /// are <see cref="Lines"/>.
    /// </summary>
    public static Statement InsertOnce(LedgerTransaction transaction, DateTimeOffset bookedAt) =>
        Head(InsertUnposted, transaction, bookedAt);

    /// <summary>The same, and changes no row either when its call has not so many transactions.</summary>
    public static Statement InsertSeen(LedgerTransaction transaction, int seen, DateTimeOffset bookedAt)
    {
        var head = Head(InsertUnchanged, transaction, bookedAt);
        return head with { Parameters = [.. head.Parameters, seen] };
    }

    /// <summary>The same as once, and changes no row either when the buyer does not owe so much, all in all.</summary>
    public static Statement InsertOwed(LedgerTransaction transaction, BuyerId buyer, Money owed, DateTimeOffset bookedAt)
    {
        var head = Head(InsertWhileOwed, transaction, bookedAt);
        return head with { Parameters = [.. head.Parameters, buyer.Value, owed.Currency.Code, owed.Micros] };
    }

    public static IEnumerable<Statement> Lines(LedgerTransaction transaction, DateTimeOffset bookedAt)
    {
        var entries = transaction.Entries;
        for (var first = 0; first < entries.Count; first += LinesMax)
        {
            var count = Math.Min(LinesMax, entries.Count - first);
            var values = new object?[3 + (5 * count)];
            (values[0], values[1]) = (transaction.Id.ToString(), transaction.Call?.ToString());
            values[2] = UnixMicros.Of(bookedAt);
            for (var i = 0; i < count; i++)
            {
                var (account, amount) = entries[first + i];
                var at = 3 + (5 * i);
                (values[at], values[at + 1]) = (first + i + 1, ChartOfAccounts.CodeOf(account.Kind));
                (values[at + 2], values[at + 3]) = (account.Party, amount.Currency.Code);
                values[at + 4] = amount.Micros;
            }

            yield return new Statement(InsertEntries[count - 1], values);
        }
    }

    public static TransactionKind KindOf(string name) =>
        Array.Find(Enum.GetValues<TransactionKind>(), kind => NameOf(kind) == name);

    public static string NameOf(TransactionKind kind) => kind switch
    {
        TransactionKind.Opening => "opening",
        TransactionKind.TopUp => "top_up",
        TransactionKind.Call => "call",
        TransactionKind.Conversion => "conversion",
        TransactionKind.Adjustment => "adjustment",
        TransactionKind.Dispute => "dispute",
        TransactionKind.WriteOff => "write_off",
        TransactionKind.Promo => "promo",
        TransactionKind.Refund => "refund",
        TransactionKind.Rounding => "rounding",
        TransactionKind.Payout => "payout",
        _ => "reversal",
    };

    private static Statement Head(string sql, LedgerTransaction transaction, DateTimeOffset bookedAt) => new(
        sql, transaction.Id.ToString(), NameOf(transaction.Kind), transaction.Key, transaction.Memo,
        transaction.Call?.ToString(), transaction.Reverses?.ToString(), UnixMicros.Of(bookedAt));

    private static string EntriesText(int lines)
    {
        var rows = Enumerable.Range(0, lines).Select(line => 3 + (5 * line))
            .Select(at => $"(@p0, @p{at}, @p{at + 1}, @p{at + 2}, @p{at + 3}, @p{at + 4}, @p1, @p2)");
        return "INSERT INTO ledger_entries (transaction_id, line, account, party, currency, amount, call_id, booked_at) "
            + $"VALUES {string.Join(", ", rows)}";
    }
}
