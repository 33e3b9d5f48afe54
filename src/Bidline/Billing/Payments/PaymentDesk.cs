using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Payments;

/// <summary>
/// Books what payment providers report: money in as a top-up, money back out of the wallet. Each event once, each payment once
/// however many events speak of it, and in whatever order. What is written down is also what R8 compares the ledger with.
/// </summary>
public sealed class PaymentDesk(Store store, BookShelf shelf, Ledger ledger, Audit audit, TimeProvider clock) : IDisposable
{
    private const string Insert =
        "INSERT INTO payment_events (provider, event_id, kind, payment, buyer, amount, currency, outcome, reason, "
        + "transaction_id, at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10) "
        + "ON CONFLICT (provider, event_id) DO NOTHING";

    /// <summary>Refunds are told as totals: the difference to what was booked is made by one at a time.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    private readonly PaymentReturns _returns = new(store, ledger, audit);

    public async Task<PaymentOutcome> TakeAsync(PaymentEvent told, string origin)
    {
        await _turn.WaitAsync();
        try
        {
            var seen = await FindAsync(told);
            if (seen is null) await TakeNewAsync(told, origin);
            // Also when it is known: a crash may have come in between.
            await _returns.BookAsync(told.Provider, told.Payment, origin);
            return seen is null || PaymentReturns.IsWaiting(seen)
                ? OutcomeOf((await FindAsync(told))!)
                : new PaymentOutcome("repeated", "event_seen", null, Id(seen.TransactionId));
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<PaymentEventRow?> FindAsync(PaymentEvent told)
    {
        await using var db = store.Read();
        return await db.Set<PaymentEventRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Provider == told.Provider && row.EventId == told.Id);
    }

    private async Task TakeNewAsync(PaymentEvent told, string origin)
    {
        var (buyer, outcome) = told switch
        {
            PaymentEvent.Paid paid => (paid.Buyer, await PayAsync(paid)),
            PaymentEvent.Other => (null, new PaymentOutcome("ignored", "not_about_money", null, null)),
            _ => (null, PaymentReturns.Waiting(told)),
        };
        await WriteAsync(told, buyer, outcome, origin);
    }

    private async Task<PaymentOutcome> PayAsync(PaymentEvent.Paid paid)
    {
        var book = shelf.Current;
        if (paid.Buyer is not { } name) return Refused("ignored", "no_buyer");
        if (!book.Buyers.TryGetValue(new BuyerId(name), out var buyer)) return Refused("refused", "unknown_buyer");
        if (paid.Amount.Currency != book.Currency) return Refused("refused", "other_currency");
        if (!paid.Amount.IsPositive) return Refused("ignored", "nothing_paid");
        var order = new TopUp(buyer.Id, paid.Amount, $"{paid.Provider}:{paid.Payment}", $"Payment {paid.Payment}");
        return await ledger.TopUpAsync(order, CancellationToken.None) switch
        {
            TopUpOutcome.Booked booked => new PaymentOutcome("booked", null, paid.Amount, booked.Id),
            // Booked, and then a crash before it was written here: then this is the event that booked it.
            TopUpOutcome.Repeated repeated when !await IsWrittenAsync(repeated.Id) =>
                new PaymentOutcome("booked", null, paid.Amount, repeated.Id),
            TopUpOutcome.Repeated repeated => new PaymentOutcome("repeated", "payment_booked", null, repeated.Id),
            _ => Refused("refused", "other_amount"),
        };
    }

    private async Task<bool> IsWrittenAsync(TransactionId transaction)
    {
        var id = transaction.ToString();
        await using var db = store.Read();
        return await db.Set<PaymentEventRow>().AnyAsync(row => row.TransactionId == id && row.Outcome == "booked");
    }

    private async Task WriteAsync(PaymentEvent told, string? buyer, PaymentOutcome outcome, string origin)
    {
        var amount = outcome.Booked ?? told switch
        {
            PaymentEvent.Paid paid => paid.Amount,
            PaymentEvent.Refunded refunded => -refunded.Total,
            PaymentEvent.ChargedBack back => -back.Amount,
            PaymentEvent.Reinstated won => won.Amount,
            _ => Money.Zero(shelf.Current.Currency),
        };
        var row = new Statement(
            Insert, told.Provider, told.Id, told.Kind, told.Payment, buyer, amount.Micros, amount.Currency.Code,
            outcome.Outcome, outcome.Reason, outcome.Transaction?.ToString(), UnixMicros.Of(clock.GetUtcNow()));
        var author = new Author($"provider:{told.Provider}", origin);
        var line = audit.Line(author, new AuditEntry(
            "topped_up", $"buyer {buyer}", $"{amount} {told.Kind} {told.Payment} ({outcome.Transaction})"));
        await store.Commits.CommitAsync(new CommitUnit(null, outcome.Outcome == "booked" ? [row, line] : [row]));
    }

    private static PaymentOutcome Refused(string outcome, string reason) => new(outcome, reason, null, null);

    private static PaymentOutcome OutcomeOf(PaymentEventRow row) => new(
        row.Outcome, row.Reason, row.Outcome == "booked" ? new Money(row.Amount, Currency.Parse(row.Currency)) : null,
        Id(row.TransactionId));

    private static TransactionId? Id(string? text) => text is null ? null : TransactionId.Parse(text);
}
