using Bidline.Calls;
using Bidline.Primitives;

namespace Bidline.Billing;

/// <summary>The ledger transaction of a call: the buyer's account down, the publisher's and ours up (money.md M16).</summary>
public static class CallPosting
{
    /// <summary>Made from the call's own id, so that settling a call twice posts the same transaction once.</summary>
    public static TransactionId IdOf(CallId call) => new(call.Value);

    public static string KeyOf(CallId call) => $"call:{call}";

    /// <summary>Null when nothing is owed: then nothing is written (money.md M17).</summary>
    /// <param name="charged">The buyer's prepayment, or what it owes when the prepayment no longer covers the call.</param>
    public static LedgerTransaction? Of(CallId call, Sale sale, SaleTerms terms, Account charged)
    {
        if (!sale.Revenue.IsPositive) return null;
        var entries = new List<LedgerEntry>(3) { LedgerEntry.Debit(charged, sale.Revenue) };
        if (sale.Payout.IsPositive)
            entries.Add(LedgerEntry.Credit(ChartOfAccounts.Payable(terms.Publisher), sale.Payout));
        if (sale.Margin.IsPositive)
            entries.Add(LedgerEntry.Credit(ChartOfAccounts.PlatformRevenue, sale.Margin));
        if (sale.Margin.IsNegative)
            entries.Add(LedgerEntry.Debit(ChartOfAccounts.PlatformRevenue, -sale.Margin));
        return new LedgerTransaction(
            IdOf(call), TransactionKind.Call, KeyOf(call), "Qualified call", entries, call);
    }
}
