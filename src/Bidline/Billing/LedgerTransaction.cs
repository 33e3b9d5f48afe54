using Bidline.Primitives;

namespace Bidline.Billing;

/// <summary>
/// Money that moved, as one thing: it balances or it does not exist. All lines are of one currency (money.md M10).
/// </summary>
public sealed record LedgerTransaction
{
    private const int LinesMax = 100;

    /// <summary>
    /// Throws <see cref="UnbalancedException"/> unless there are two lines or more of one currency that sum to zero.
    /// </summary>
    /// <param name="key">What makes a repeated posting the same one: "call:call_…", "top_up:acme:inv-17". Unique.</param>
    /// <param name="reverses">The transaction that this one takes back, wholly or in part.</param>
    public LedgerTransaction(
        TransactionId id,
        TransactionKind kind,
        string key,
        string memo,
        IReadOnlyList<LedgerEntry> entries,
        CallId? call = null,
        TransactionId? reverses = null)
    {
        (Id, Kind, Key, Memo, Call, Reverses) = (id, kind, key, memo, call, reverses);
        Entries = Balanced(entries);
        if (kind == TransactionKind.Reversal != reverses.HasValue)
            throw new ArgumentException("A reversal, and only a reversal, names what it reverses.", nameof(reverses));
    }

    public TransactionId Id { get; }

    public TransactionKind Kind { get; }

    public string Key { get; }

    public string Memo { get; }

    public IReadOnlyList<LedgerEntry> Entries { get; }

    public CallId? Call { get; }

    public TransactionId? Reverses { get; }

    public Currency Currency => Entries[0].Amount.Currency;

    /// <summary>What this does to an account, debits positive.</summary>
    public Money ChangeOf(Account account) => Entries
        .Where(entry => entry.Account == account)
        .Aggregate(Money.Zero(Currency), (sum, entry) => sum + entry.Amount);

    private static LedgerEntry[] Balanced(IReadOnlyList<LedgerEntry> entries)
    {
        if (entries.Count is < 2 or > LinesMax)
            throw new UnbalancedException($"A ledger transaction has 2 to {LinesMax} lines, not {entries.Count}.");
        var currency = entries[0].Amount.Currency;
        if (entries.Any(entry => entry.Amount.Currency != currency))
            throw new UnbalancedException("The lines of a ledger transaction are of one currency.");
        if (entries.Any(entry => entry.Amount.IsZero))
            throw new UnbalancedException("A ledger line of zero says nothing.");
        var sum = entries.Aggregate(Money.Zero(currency), (total, entry) => total + entry.Amount);
        return sum.IsZero ? [.. entries] : throw new UnbalancedException($"The lines sum to {sum}, not to zero.");
    }
}

/// <summary>What moved money.</summary>
public enum TransactionKind
{
    Opening,
    TopUp,
    Call,
    Reversal,

    /// <summary>A present of ours to a buyer's prepayment.</summary>
    Promo,

    /// <summary>Prepayment that went back to the buyer.</summary>
    Refund,

    /// <summary>The difference between a statement's closing balance and the amount due (money.md M8).</summary>
    Rounding,

    /// <summary>What a publisher was paid.</summary>
    Payout,
}

/// <summary>Somebody tried to make a ledger transaction that does not balance: always a bug, never booked.</summary>
public sealed class UnbalancedException(string sentence) : Exception(sentence);
