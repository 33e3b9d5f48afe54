using Bidline.Primitives;

namespace Bidline.Billing;

/// <summary>Takes back a transaction, wholly or in part: never more of any line than it moved (money.md M23).</summary>
public static class Reversals
{
    /// <param name="part">How much of the transaction's debits to take back; at most what earlier reversals left.</param>
    /// <param name="earlier">Reversals of the same transaction so far.</param>
    public static LedgerTransaction Of(
        LedgerTransaction original,
        Money part,
        IReadOnlyList<LedgerTransaction> earlier,
        TransactionId id,
        string key,
        string memo)
    {
        var left = DebitsOf(original) - earlier.Aggregate(
            Money.Zero(original.Currency), (sum, reversal) => sum + DebitsOf(reversal));
        if (!part.IsPositive || part > left)
            throw new ArgumentOutOfRangeException(nameof(part), part, $"{left} of {original.Id} can be taken back.");
        // By what is left of each line, so that no number of parts ever takes back more of one than it moved.
        var rest = original.Entries.Select(entry => new LedgerEntry(
            entry.Account, earlier.Aggregate(entry.Amount, (left, reversal) => left + reversal.ChangeOf(entry.Account))))
            .ToArray();
        var debits = Share(part, [.. rest.Where(entry => entry.Amount.IsPositive)]);
        var credits = Share(part, [.. rest.Where(entry => entry.Amount.IsNegative)]);
        return new LedgerTransaction(
            id, TransactionKind.Reversal, key, memo, [.. debits, .. credits], original.Call, original.Id);
    }

    private static Money DebitsOf(LedgerTransaction transaction) => transaction.Entries
        .Where(entry => entry.Amount.IsPositive)
        .Aggregate(Money.Zero(transaction.Currency), (sum, entry) => sum + entry.Amount);

    private static IEnumerable<LedgerEntry> Share(Money part, LedgerEntry[] side)
    {
        var shares = Splits.Of(part, [.. side.Select(entry => Math.Abs(entry.Amount.Micros))]);
        for (var i = 0; i < side.Length; i++)
        {
            if (shares[i].IsZero) continue;
            yield return side[i].Amount.IsPositive
                ? LedgerEntry.Credit(side[i].Account, shares[i])
                : LedgerEntry.Debit(side[i].Account, shares[i]);
        }
    }
}
