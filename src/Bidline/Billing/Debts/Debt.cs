using Bidline.Primitives;

namespace Bidline.Billing.Debts;

/// <summary>Who owes us: a buyer for calls, or a publisher for what was taken back after it was paid.</summary>
public enum DebtSide
{
    Buyer,
    Publisher,
}

/// <summary>Somebody with a debt: one of its side in one currency.</summary>
/// <param name="Party">The buyer's or publisher's id.</param>
public readonly record struct Debtor(DebtSide Side, string Party, Currency Currency)
{
    /// <summary>"publisher zeta".</summary>
    public override string ToString() => $"{NameOf(Side)} {Party}";

    public static string NameOf(DebtSide side) => side == DebtSide.Buyer ? "buyer" : "publisher";
}

/// <summary>What somebody owes us.</summary>
/// <param name="Amount">Above zero.</param>
/// <param name="Limit">How much it may owe before somebody has to decide; null where nothing was agreed.</param>
public sealed record Debt(Debtor Debtor, Money Amount, Money? Limit)
{
    /// <summary>What goes beyond the limit; zero within it.</summary>
    public Money Beyond => Limit is { } limit && limit.Currency == Amount.Currency && Amount > limit
        ? Amount - limit
        : Money.Zero(Amount.Currency);
}

/// <summary>What a party's accounts come to, as their sums in the ledger, debits positive. Pure.</summary>
/// <param name="Receivable">A buyer's; zero for a publisher.</param>
/// <param name="Other">A buyer's prepayment, a publisher's earnings.</param>
internal readonly record struct PartySums(Money Receivable, Money Other)
{
    /// <summary>What it owes in all; zero or below when we owe it.</summary>
    public Money Owed => Receivable + Other;

    /// <summary>
    /// Takes a part of the debt to bad debt. What a buyer owes beyond its prepayment is taken first, then what its credit
    /// allowed it to go below zero.
    /// </summary>
    public LedgerTransaction Bear(Debtor debtor, Money amount, TransactionId id, string key, string memo)
    {
        var zero = Money.Zero(amount.Currency);
        var receivable = debtor.Side == DebtSide.Buyer ? Money.Max(zero, Money.Min(Receivable, amount)) : zero;
        var other = debtor.Side == DebtSide.Buyer
            ? ChartOfAccounts.Prepaid(new BuyerId(debtor.Party))
            : ChartOfAccounts.Payable(new PublisherId(debtor.Party));
        List<LedgerEntry> lines = [LedgerEntry.Debit(ChartOfAccounts.BadDebt, amount)];
        if (receivable.IsPositive)
            lines.Add(LedgerEntry.Credit(ChartOfAccounts.Receivable(new BuyerId(debtor.Party)), receivable));
        if (amount > receivable) lines.Add(LedgerEntry.Credit(other, amount - receivable));
        return new LedgerTransaction(id, TransactionKind.WriteOff, key, memo, lines);
    }
}
