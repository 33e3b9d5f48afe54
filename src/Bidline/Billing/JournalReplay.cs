using System.Globalization;
using System.Text;
using Bidline.Calls;
using Bidline.Storage;

namespace Bidline.Billing;

/// <summary>
/// The ledger transactions of a call out of its log alone, as text of fixed form: the same log gives the same bytes for
/// ever, and the ledger gives them too (money.md M20). Whether a buyer paid from its prepayment or owes the amount is the
/// keeper's decision at the moment, so both are written as the buyer's account.
/// </summary>
public static class JournalReplay
{
    private const string BuyerAccount = "buyer";

    public static string Of(IReadOnlyList<CallLogEntry> log)
    {
        var text = new StringBuilder();
        var settled = log.Select(entry => entry.Event).OfType<CallEvent.Settled>().FirstOrDefault();
        if (settled is null || SoldCall.OfEnded(log) is not { Sold: { } sold } call) return "";
        var (id, account) = (log[0].Call, ChartOfAccounts.Prepaid(sold.Buyer));
        if (CallPosting.Of(id, call.Price(call.Judge()), sold.Terms, account) is { } posting) Write(text, posting);
        foreach (var late in LateSale.All(log).Where(late => late.MovesMoney))
        {
            Write(text, CallPosting.OfConversion(
                id, late.Added, sold.Terms.Publisher, account, late.Transaction, late.Key, late.Memo));
        }

        return text.ToString();
    }

    /// <summary>The same text out of what was booked; corrections are no part of it.</summary>
    internal static string Of(
        IEnumerable<LedgerTransactionRow> transactions, ILookup<string, LedgerEntryRow> lines)
    {
        var text = new StringBuilder();
        foreach (var row in transactions)
        {
            Head(text, row.Id, row.Kind, row.Key, row.Memo);
            foreach (var line in lines[row.Id].OrderBy(line => line.Line))
                Line(text, line.Account, line.Party, line.Amount, line.Currency);
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, LedgerTransaction transaction)
    {
        Head(
            text, transaction.Id.ToString(), LedgerStatements.NameOf(transaction.Kind), transaction.Key, transaction.Memo);
        foreach (var (account, amount) in transaction.Entries)
            Line(text, ChartOfAccounts.CodeOf(account.Kind), account.Party, amount.Micros, amount.Currency.Code);
    }

    private static void Head(StringBuilder text, string id, string kind, string key, string memo) =>
        text.Append(id).Append(' ').Append(kind).Append(' ').Append(key).Append(' ').Append(memo).Append('\n');

    private static void Line(StringBuilder text, string account, string party, long micros, string currency) => text
        .Append("  ").Append(account is "buyer_prepaid" or "buyer_receivable" ? BuyerAccount : account)
        .Append(' ').Append(party).Append(' ').Append(micros.ToString(CultureInfo.InvariantCulture))
        .Append(' ').Append(currency).Append('\n');
}
