using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Payments;

/// <summary>
/// Books what payment providers report: money in as a top-up, money back as a refund. Each event once, each payment once
/// however many events speak of it. What is written down is also what R8 compares the ledger with.
/// </summary>
public sealed class PaymentDesk(Store store, BookShelf shelf, Ledger ledger, Audit audit, TimeProvider clock) : IDisposable
{
    private const string Insert =
        "INSERT INTO payment_events (provider, event_id, kind, payment, buyer, amount, currency, outcome, reason, "
        + "transaction_id, at) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9, @p10) "
        + "ON CONFLICT (provider, event_id) DO NOTHING";

    /// <summary>Refunds are told as totals: the difference to what was booked is made by one at a time.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task<PaymentOutcome> TakeAsync(PaymentEvent told, string origin)
    {
        await _turn.WaitAsync();
        try
        {
            if (await BeforeAsync(told) is { } before) return before;
            var (buyer, outcome) = told switch
            {
                PaymentEvent.Paid paid => (paid.Buyer, await PayAsync(paid)),
                PaymentEvent.Refunded refunded => await RefundAsync(refunded),
                _ => (null, new PaymentOutcome("ignored", "not_about_money", null, null)),
            };
            await WriteAsync(told, buyer, outcome, origin);
            return outcome;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<PaymentOutcome?> BeforeAsync(PaymentEvent told)
    {
        await using var db = store.Read();
        var seen = await db.Set<PaymentEventRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Provider == told.Provider && row.EventId == told.Id);
        return seen is null ? null : new PaymentOutcome("repeated", "event_seen", null, Id(seen.TransactionId));
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

    private async Task<(string? Buyer, PaymentOutcome Outcome)> RefundAsync(PaymentEvent.Refunded refunded)
    {
        await using var db = store.Read();
        var rows = await db.Set<PaymentEventRow>().AsNoTracking()
            .Where(row => row.Provider == refunded.Provider && row.Payment == refunded.Payment && row.Outcome == "booked")
            .ToListAsync();
        if (rows.Find(row => row.Amount > 0) is not { } paid) return (null, Refused("refused", "unknown_payment"));
        var (buyer, currency) = (new BuyerId(paid.Buyer!), Currency.Parse(paid.Currency));
        if (currency != refunded.Total.Currency) return (paid.Buyer, Refused("refused", "other_currency"));
        var left = refunded.Total + new Money(rows.Where(row => row.Amount < 0).Sum(row => row.Amount), currency);
        if (!left.IsPositive) return (paid.Buyer, Refused("ignored", "refund_booked"));
        if (refunded.Total.Micros > paid.Amount) return (paid.Buyer, Refused("refused", "more_than_paid"));
        var key = $"refund:{buyer}:{refunded.Provider}:{refunded.Payment}:{refunded.Total.Micros}";
        var id = await ledger.RefundAsync(buyer, left, key, $"Refund of payment {refunded.Payment}");
        return (paid.Buyer, new PaymentOutcome("booked", null, -left, id));
    }

    private async Task WriteAsync(PaymentEvent told, string? buyer, PaymentOutcome outcome, string origin)
    {
        var amount = outcome.Booked ?? told switch
        {
            PaymentEvent.Paid paid => paid.Amount,
            PaymentEvent.Refunded refunded => -refunded.Total,
            _ => Money.Zero(shelf.Current.Currency),
        };
        var row = new Statement(
            Insert, told.Provider, told.Id, told.Kind, told.Payment, buyer, amount.Micros, amount.Currency.Code,
            outcome.Outcome, outcome.Reason, outcome.Transaction?.ToString(), UnixMicros.Of(clock.GetUtcNow()));
        var author = new Author($"provider:{told.Provider}", origin);
        var action = amount.IsNegative ? "refunded" : "topped_up";
        var line = audit.Line(author, new AuditEntry(
            action, $"buyer {buyer}", $"{amount} {told.Kind} {told.Payment} ({outcome.Transaction})"));
        await store.Commits.CommitAsync(new CommitUnit(null, outcome.Outcome == "booked" ? [row, line] : [row]));
    }

    private static PaymentOutcome Refused(string outcome, string reason) => new(outcome, reason, null, null);

    private static TransactionId? Id(string? text) => text is null ? null : TransactionId.Parse(text);
}
