using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Payments;

/// <summary>
/// Books what payment providers gave back. Each is written down as waiting before it is booked, and those of one payment
/// are decided in the order in which they came: so one whose payment comes after it, as happens after an outage, is booked
/// then, and one that a crash cut short is not booked again by the next.
/// </summary>
internal sealed class PaymentRefunds(Store store, Ledger ledger, Audit audit)
{
    /// <summary>What a refund waits with, and stays with while nobody knows its payment.</summary>
    public static PaymentOutcome Waiting { get; } = new("refused", "unknown_payment", null, null);

    // Does nothing to one that was decided meanwhile.
    private const string Decide =
        "UPDATE payment_events SET outcome = @p2, reason = @p3, buyer = @p4, amount = @p5, transaction_id = @p6 "
        + "WHERE provider = @p0 AND event_id = @p1 AND outcome = 'refused' AND reason = 'unknown_payment'";

    public static bool IsWaiting(PaymentEventRow row) => (row.Outcome, row.Reason) == (Waiting.Outcome, Waiting.Reason);

    /// <summary>Decides all that wait of this payment. One at a time: refunds are told as totals.</summary>
    public async Task BookAsync(string provider, string payment, string origin)
    {
        while (true)
        {
            var told = await ReadAsync(provider, payment);
            var paid = told.Find(row => row.Outcome == "booked" && row.Amount > 0);
            if (paid is null || told.Find(IsWaiting) is not { } next) return;
            await WriteAsync(next, paid.Buyer!, await BookAsync(next, paid, RefundedOf(told)), origin);
        }
    }

    private async Task<PaymentOutcome> BookAsync(PaymentEventRow told, PaymentEventRow paid, long before)
    {
        if (told.Currency != paid.Currency) return new PaymentOutcome("refused", "other_currency", null, null);
        var (buyer, total) = (new BuyerId(paid.Buyer!), -told.Amount);
        var left = new Money(total - before, Currency.Parse(paid.Currency));
        if (!left.IsPositive) return new PaymentOutcome("ignored", "refund_booked", null, null);
        if (total > paid.Amount) return new PaymentOutcome("refused", "more_than_paid", null, null);
        var key = $"refund:{buyer}:{told.Provider}:{told.Payment}:{total}";
        var id = await ledger.RefundAsync(buyer, left, key, $"Refund of payment {told.Payment}");
        return new PaymentOutcome("booked", null, -left, id);
    }

    private static long RefundedOf(IEnumerable<PaymentEventRow> told) =>
        -told.Where(row => row.Outcome == "booked" && row.Amount < 0).Sum(row => row.Amount);

    private async Task<List<PaymentEventRow>> ReadAsync(string provider, string payment)
    {
        await using var db = store.Read();
        return await db.Set<PaymentEventRow>().AsNoTracking()
            .Where(row => row.Provider == provider && row.Payment == payment)
            .OrderBy(row => row.At).ThenBy(row => row.EventId).ToListAsync();
    }

    private Task<bool> WriteAsync(PaymentEventRow told, string buyer, PaymentOutcome outcome, string origin)
    {
        var decided = new Statement(
            Decide, told.Provider, told.EventId, outcome.Outcome, outcome.Reason, buyer,
            outcome.Booked?.Micros ?? told.Amount, outcome.Transaction?.ToString());
        if (outcome.Booked is not { } amount) return store.Commits.CommitAsync(new CommitUnit(null, [decided]));
        var line = audit.Line(new Author($"provider:{told.Provider}", origin), new AuditEntry(
            "refunded", $"buyer {buyer}", $"{amount} {told.Kind} {told.Payment} ({outcome.Transaction})"));
        return store.Commits.CommitAsync(new CommitUnit(decided, [line]));
    }
}
