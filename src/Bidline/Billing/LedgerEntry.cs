using Bidline.Primitives;

namespace Bidline.Billing;

/// <summary>One line of a ledger transaction. Lines are never changed and never removed (money.md M22).</summary>
/// <param name="Amount">A debit is positive, a credit negative, so that the lines of a transaction sum to zero.</param>
public sealed record LedgerEntry(Account Account, Money Amount)
{
    public static LedgerEntry Debit(Account account, Money amount) => new(account, Positive(amount));

    public static LedgerEntry Credit(Account account, Money amount) => new(account, -Positive(amount));

    private static Money Positive(Money amount) => amount.IsPositive
        ? amount
        : throw new ArgumentOutOfRangeException(nameof(amount), amount, "A ledger line needs an amount above zero.");
}
