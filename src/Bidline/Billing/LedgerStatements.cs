using Bidline.Storage;

namespace Bidline.Billing;

/// <summary>How a ledger transaction is written down.</summary>
internal static class LedgerStatements
{
    private const string InsertTransaction =
        "INSERT INTO ledger_transactions (id, kind, key, memo, call_id, reverses, booked_at) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6)";

    private const string InsertEntry =
        "INSERT INTO ledger_entries (transaction_id, line, account, party, currency, amount, call_id, booked_at) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7)";

    public static IEnumerable<Statement> Insert(LedgerTransaction transaction, DateTimeOffset bookedAt)
    {
        var (id, call, at) = (transaction.Id.ToString(), transaction.Call?.ToString(), UnixMicros.Of(bookedAt));
        yield return new Statement(
            InsertTransaction, id, NameOf(transaction.Kind), transaction.Key, transaction.Memo, call,
            transaction.Reverses?.ToString(), at);
        for (var line = 0; line < transaction.Entries.Count; line++)
        {
            var (account, amount) = transaction.Entries[line];
            yield return new Statement(
                InsertEntry, id, line + 1, ChartOfAccounts.CodeOf(account.Kind), account.Party, amount.Currency.Code,
                amount.Micros, call, at);
        }
    }

    public static string NameOf(TransactionKind kind) => kind switch
    {
        TransactionKind.Opening => "opening",
        TransactionKind.TopUp => "top_up",
        TransactionKind.Call => "call",
        TransactionKind.Promo => "promo",
        TransactionKind.Refund => "refund",
        TransactionKind.Rounding => "rounding",
        TransactionKind.Payout => "payout",
        _ => "reversal",
    };
}
