using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Billing.Wallets;

/// <summary>Money that people book into and out of wallets, with who did it in the audit.</summary>
public sealed class WalletDesk(Store store, Ledger ledger, Audit audit)
{
    public async Task<TopUpOutcome> TopUpAsync(TopUp order, Author author)
    {
        // Not the caller's token: what was begun is booked, whoever hangs up.
        var outcome = await ledger.TopUpAsync(order, CancellationToken.None);
        // A repeat that comes this far is our own: a keeper that was slow was asked again, or we died before the answer was
        // kept. Better noted twice than not at all.
        if (IdOf(outcome) is { } id)
            await NoteAsync(author, "topped_up", order.Buyer.Value, $"{order.Amount} paid in: {order.Memo} ({id})");
        return outcome;
    }

    public async Task<RefundOutcome> PayBackAsync(Refund order, Author author)
    {
        var outcome = await ledger.PayBackAsync(order, CancellationToken.None);
        if (outcome is RefundOutcome.Booked(var id))
            await NoteAsync(author, "refunded", order.Buyer.Value, $"{order.Amount} paid back: {order.Memo} ({id})");
        return outcome;
    }

    private static TransactionId? IdOf(TopUpOutcome outcome) => outcome switch
    {
        TopUpOutcome.Booked booked => booked.Id,
        TopUpOutcome.Repeated repeated => repeated.Id,
        _ => null,
    };

    private Task<bool> NoteAsync(Author author, string action, string buyer, string summary) =>
        store.Commits.CommitAsync(new CommitUnit(
            null, [audit.Line(author, new AuditEntry(action, $"buyer {buyer}", summary))]));
}
