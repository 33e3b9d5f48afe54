using System.Globalization;
using System.Text;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Billing;

/// <param name="Balance">On the side on which the account grows: a buyer's prepayment is positive when we owe it calls.</param>
/// <param name="Held">Reserved for calls under way; zero but for prepayments. Free is balance less held.</param>
public sealed record AccountBalance(Account Account, Money Balance, Money Held);

/// <param name="After">The cursor of the page before; null for the first.</param>
public sealed record EntryQuery(
    AccountKind? Kind = null, string? Party = null, CallId? Call = null, string? After = null, int Limit = 100);

/// <param name="Next">Cursor of the next page; null when this is the last.</param>
public sealed record EntryPage(IReadOnlyList<EntryLine> Lines, string? Next);

/// <param name="Amount">A debit is positive, a credit negative.</param>
/// <param name="Kind">"opening", "top_up", "call" or "reversal".</param>
public sealed record EntryLine(
    TransactionId Transaction,
    int Line,
    string Kind,
    string Memo,
    Account Account,
    Money Amount,
    CallId? Call,
    DateTimeOffset BookedAt);

/// <summary>An entry and its transaction, as one read.</summary>
internal sealed class EntryRow
{
    public required LedgerEntryRow Entry { get; init; }

    public required LedgerTransactionRow Transaction { get; init; }

    public EntryLine ToLine() => new(
        TransactionId.Parse(Entry.TransactionId),
        Entry.Line,
        Transaction.Kind,
        Transaction.Memo,
        new Account(ChartOfAccounts.Parse(Entry.Account), Entry.Party),
        new Money(Entry.Amount, Currency.Parse(Entry.Currency)),
        CallId.TryParse(Entry.CallId, out var call) ? call : null,
        UnixMicros.At(Entry.BookedAt));
}

/// <summary>Where a page ended. Opaque to whoever holds it; one that cannot be read starts at the beginning.</summary>
internal sealed record EntryCursor(long BookedAt, string Transaction, int Line)
{
    public static EntryCursor Of(EntryLine line) =>
        new(UnixMicros.Of(line.BookedAt), line.Transaction.ToString(), line.Line);

    public static EntryCursor? Read(string? text)
    {
        Span<byte> bytes = stackalloc byte[128];
        if (text is not { Length: <= 128 } || !Convert.TryFromBase64String(text, bytes, out var written)) return null;
        var parts = Encoding.ASCII.GetString(bytes[..written]).Split(' ');
        return parts.Length == 3
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            ? new EntryCursor(at, parts[1], line)
            : null;
    }

    public override string ToString() => Convert.ToBase64String(
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{BookedAt} {Transaction} {Line}")));
}
