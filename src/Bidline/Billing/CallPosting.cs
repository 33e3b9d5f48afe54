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
        return new LedgerTransaction(
            IdOf(call), TransactionKind.Call, KeyOf(call), "Qualified call", Lines(sale, terms.Publisher, charged),
            call);
    }

    /// <summary>What a conversion adds to its call; at least one of the amounts is above zero.</summary>
    public static LedgerTransaction OfConversion(
        CallId call, Sale added, PublisherId publisher, Account charged, TransactionId id, string key, string memo) =>
        new(id, TransactionKind.Conversion, key, memo, Lines(added, publisher, charged), call);

    /// <summary>The lines that charge, pay and keep these amounts; one of zero has none, one below zero goes back.</summary>
    internal static IReadOnlyList<LedgerEntry> Lines(Sale sale, PublisherId publisher, Account charged)
    {
        (Account Account, Money Amount)[] lines =
        [
            (charged, sale.Revenue), (ChartOfAccounts.Payable(publisher), -sale.Payout),
            (ChartOfAccounts.PlatformRevenue, -sale.Margin),
        ];
        return [.. lines.Where(line => !line.Amount.IsZero).Select(line => new LedgerEntry(line.Account, line.Amount))];
    }
}
