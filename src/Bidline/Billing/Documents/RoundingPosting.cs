using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;

namespace Bidline.Billing.Documents;

/// <summary>
/// The ledger transaction that takes a document's balance to the amount due (money.md M8). It is booked when the document is
/// issued, so it stands in the next one, by the document's name.
/// </summary>
internal static class RoundingPosting
{
    private const string Unposted =
        "UPDATE closed_accounts SET until_at = until_at WHERE account = @p0 AND party = @p1 AND currency = @p2 "
        + "AND NOT EXISTS (SELECT 1 FROM ledger_transactions WHERE key = @p3)";

    public static string KeyOf(StatementId id) => $"rounding:{StatementAccounts.NameOf(id.Series)}:{id.Number}";

    public static LedgerTransaction Of(StatementId id, Account account, Money rounding, TransactionId transaction)
    {
        var (debit, credit) = rounding.IsPositive ? (ChartOfAccounts.Rounding, account) : (account, ChartOfAccounts.Rounding);
        var amount = rounding.IsPositive ? rounding : -rounding;
        return new LedgerTransaction(
            transaction, TransactionKind.Rounding, KeyOf(id), $"Rounding of {id}",
            [LedgerEntry.Debit(debit, amount), LedgerEntry.Credit(credit, amount)]);
    }

    /// <summary>Once, however often it is asked: the key is made of the document's number.</summary>
    public static async Task BookAsync(
        Store store, Capacity capacity, StatementRow row, TimeProvider clock, CancellationToken cancel)
    {
        var id = new StatementId(StatementAccounts.Parse(row.Series), row.Number);
        var rounding = new Money(row.Rounding, Currency.Parse(row.Currency));
        if (id.Series == StatementSeries.Invoice)
        {
            var buyer = new BuyerId(row.Party);
            // At its limit to the micro the prepayment does not cover it: then it is owed.
            foreach (var owed in (Account[])[ChartOfAccounts.Prepaid(buyer), ChartOfAccounts.Receivable(buyer)])
            {
                var transaction = Of(id, owed, rounding, TransactionId.New(clock));
                if (await capacity.PostAsync(buyer, transaction, cancel) != PostOutcome.NotCovered) return;
            }

            return;
        }

        var account = ChartOfAccounts.Payable(new PublisherId(row.Party));
        var posting = Of(id, account, rounding, TransactionId.New(clock));
        var guard = new Statement(
            Unposted, ChartOfAccounts.CodeOf(account.Kind), row.Party, row.Currency, posting.Key);
        await store.Commits.CommitAsync(
            new CommitUnit(guard, [.. LedgerStatements.Insert(posting, clock.GetUtcNow())]));
    }
}
