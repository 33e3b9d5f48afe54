using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Payments;

/// <summary>
/// Books what happens to a payment after it was made: refunds, chargebacks, and chargebacks that were won. Each is written
/// down as waiting before it is booked, and those of one payment are decided in the order in which they came: so one whose
/// payment comes after it, as happens after an outage, is booked then, and one that a crash cut short is not booked again
/// by the next.
/// </summary>
internal sealed class PaymentReturns(Store store, Ledger ledger, Audit audit)
{
    private const string ChargedBack = "charged_back";
    private const string Reinstated = "reinstated";
    private const string UnknownPayment = "unknown_payment";
    private const string BackOfUnknownPayment = "charged_back_unknown_payment";
    private const string WonOfUnknownChargeback = "reinstated_unknown_chargeback";

    // Does nothing to one that was decided meanwhile.
    private const string Decide =
        "UPDATE payment_events SET outcome = @p2, reason = @p3, buyer = @p4, amount = @p5, transaction_id = @p6 "
        + "WHERE provider = @p0 AND event_id = @p1 AND outcome = 'refused' AND reason = @p7";

    /// <summary>
    /// What such an event waits with, and stays with while nobody knows its payment, or the chargeback that was won.
    /// </summary>
    public static PaymentOutcome Waiting(PaymentEvent told) => Refused(told switch
    {
        PaymentEvent.ChargedBack => BackOfUnknownPayment,
        PaymentEvent.Reinstated => WonOfUnknownChargeback,
        _ => UnknownPayment,
    });

    public static bool IsWaiting(PaymentEventRow row) =>
        row is { Outcome: "refused", Reason: UnknownPayment or BackOfUnknownPayment or WonOfUnknownChargeback };

    /// <summary>Decides all that wait of this payment. One at a time: refunds are told as totals.</summary>
    public async Task BookAsync(string provider, string payment, string origin)
    {
        while (true)
        {
            var told = await ReadAsync(provider, payment);
            var paid = told.Find(row => IsBooked(row) && row.Amount > 0);
            if (paid is null || told.Find(row => IsWaiting(row) && IsKnown(row, told)) is not { } next) return;
            await WriteAsync(next, paid.Buyer!, await BookAsync(next, paid, RefundedOf(told)), origin);
        }
    }

    /// <summary>What was won is given back only where it was taken: we may not have been told of chargebacks then.</summary>
    private static bool IsKnown(PaymentEventRow row, List<PaymentEventRow> told) =>
        row.Reason != WonOfUnknownChargeback
        || row.Amount <= -told.Where(it => it is { Outcome: "booked", Reason: ChargedBack or Reinstated }).Sum(it => it.Amount);

    private async Task<PaymentOutcome> BookAsync(PaymentEventRow told, PaymentEventRow paid, long refunded)
    {
        if (told.Currency != paid.Currency) return Refused("other_currency");
        if (Math.Abs(told.Amount) > paid.Amount) return Refused("more_than_paid");
        var (buyer, amount) = (new BuyerId(paid.Buyer!), new Money(told.Amount, Currency.Parse(told.Currency)));
        if (told.Reason == UnknownPayment) return await RefundAsync(told, buyer, -amount, refunded);
        // Each withdrawal and each return of money is an event of its own.
        var name = $"{told.Provider}:{told.Payment}:{told.EventId}";
        if (amount.IsNegative)
        {
            var back = await ledger.RefundAsync(
                buyer, -amount, $"charge_back:{buyer}:{name}", $"Chargeback of payment {told.Payment}");
            return new PaymentOutcome("booked", ChargedBack, amount, back);
        }

        var won = new TopUp(buyer, amount, name, $"Chargeback won: payment {told.Payment}");
        return await ledger.TopUpAsync(won, CancellationToken.None) switch
        {
            TopUpOutcome.Booked(var id) => new PaymentOutcome("booked", Reinstated, amount, id),
            TopUpOutcome.Repeated(var id) => new PaymentOutcome("booked", Reinstated, amount, id),
            _ => Refused("other_amount"),
        };
    }

    /// <param name="before">In micros, what earlier refunds of the payment have booked.</param>
    private async Task<PaymentOutcome> RefundAsync(PaymentEventRow told, BuyerId buyer, Money total, long before)
    {
        var left = total - new Money(before, total.Currency);
        if (!left.IsPositive) return new PaymentOutcome("ignored", "refund_booked", null, null);
        var key = $"refund:{buyer}:{told.Provider}:{told.Payment}:{total.Micros}";
        var id = await ledger.RefundAsync(buyer, left, key, $"Refund of payment {told.Payment}");
        return new PaymentOutcome("booked", null, -left, id);
    }

    private static long RefundedOf(IEnumerable<PaymentEventRow> told) =>
        -told.Where(row => IsBooked(row) && row.Amount < 0).Sum(row => row.Amount);

    /// <summary>As a payment or a refund.</summary>
    private static bool IsBooked(PaymentEventRow row) => row is { Outcome: "booked", Reason: null };

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
            outcome.Booked?.Micros ?? told.Amount, outcome.Transaction?.ToString(), told.Reason);
        if (outcome.Booked is not { } amount) return store.Commits.CommitAsync(new CommitUnit(null, [decided]));
        var line = audit.Line(new Author($"provider:{told.Provider}", origin), new AuditEntry(
            outcome.Reason ?? "refunded", $"buyer {buyer}", $"{amount} {told.Kind} {told.Payment} ({outcome.Transaction})"));
        return store.Commits.CommitAsync(new CommitUnit(decided, [line]));
    }

    private static PaymentOutcome Refused(string reason) => new("refused", reason, null, null);
}
