using Bidline.Primitives;

namespace Bidline.Billing.Corrections;

/// <summary>What was booked for a call and what of it was taken back. Pure.</summary>
/// <param name="Originals">What charged it, oldest first: its settlement, its conversions, charges by hand.</param>
/// <param name="Reversals">Of these originals.</param>
public sealed record CallMoney(IReadOnlyList<LedgerTransaction> Originals, IReadOnlyList<LedgerTransaction> Reversals)
{
    /// <summary>What the buyer still pays for the call.</summary>
    public Money Charged(Currency currency) => Originals.Aggregate(
        Money.Zero(currency), (sum, original) => sum + BuyerRestOf(original));

    /// <summary>
    /// Entries that give so much back to the buyer, each of one original, newest first; publisher and margin bear it in
    /// proportion. Throws when it is more than the buyer still pays.
    /// </summary>
    /// <param name="key">The n-th entry's, 0 first.</param>
    public IReadOnlyList<LedgerTransaction> TakeBack(Money amount, Func<int, string> key, string memo)
    {
        if (!amount.IsPositive || amount > Charged(amount.Currency))
            throw new ArgumentOutOfRangeException(nameof(amount), amount, "More than the buyer still pays.");
        var (left, back) = (amount, new List<LedgerTransaction>());
        foreach (var original in Originals.Reverse())
        {
            var part = Money.Min(left, BuyerRestOf(original));
            if (!part.IsPositive) continue;
            var name = key(back.Count);
            back.Add(Billing.Reversals.Of(
                original, DebitsFor(original, part), EarlierOf(original), TransactionId.For(name), name, memo));
            left -= part;
        }

        return back;
    }

    /// <summary>
    /// Withholds so much from the publisher and from us while it is disputed: what taking it back would take from them
    /// waits in suspense (money.md M24).
    /// </summary>
    public LedgerTransaction Withhold(Money amount, CallId call, string key, string memo)
    {
        var legs = TakeBack(amount, n => $"{key}:{n}", memo).SelectMany(back => back.Entries)
            .GroupBy(entry => IsBuyers(entry.Account) ? ChartOfAccounts.Suspense : entry.Account)
            .Select(group => new LedgerEntry(
                group.Key, group.Aggregate(Money.Zero(amount.Currency), (sum, entry) => sum + entry.Amount)))
            .Where(entry => !entry.Amount.IsZero);
        return new LedgerTransaction(TransactionId.For(key), TransactionKind.Dispute, key, memo, [.. legs], call);
    }

    private static bool IsBuyers(Account account) =>
        account.Kind is AccountKind.BuyerPrepaid or AccountKind.BuyerReceivable;

    private Money BuyerRestOf(LedgerTransaction original) => EarlierOf(original).Append(original)
        .SelectMany(transaction => transaction.Entries).Where(entry => IsBuyers(entry.Account))
        .Aggregate(Money.Zero(original.Currency), (sum, entry) => sum + entry.Amount);

    private LedgerTransaction[] EarlierOf(LedgerTransaction original) =>
        [.. Reversals.Where(reversal => reversal.Reverses == original.Id)];

    /// <summary>Where the call was sold at a loss, our part of what is taken back comes on top of the buyer's.</summary>
    private Money DebitsFor(LedgerTransaction original, Money part)
    {
        var rest = DebitsOf(original) - EarlierOf(original).Aggregate(
            Money.Zero(part.Currency), (sum, reversal) => sum + DebitsOf(reversal));
        var buyers = BuyerRestOf(original);
        return rest == buyers ? part : part.Times(rest.Micros, buyers.Micros);
    }

    private static Money DebitsOf(LedgerTransaction transaction) => transaction.Entries
        .Where(entry => entry.Amount.IsPositive)
        .Aggregate(Money.Zero(transaction.Currency), (sum, entry) => sum + entry.Amount);
}
