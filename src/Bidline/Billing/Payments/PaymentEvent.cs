using Bidline.Primitives;

namespace Bidline.Billing.Payments;

/// <summary>What a payment provider tells us, in our words.</summary>
/// <param name="Provider">"stripe".</param>
/// <param name="Id">The provider's own id of the event: it is acted on once.</param>
/// <param name="Payment">What the provider calls the payment; several events may speak of one.</param>
public abstract record PaymentEvent(string Provider, string Id, string Kind, string Payment)
{
    /// <summary>Money came in.</summary>
    /// <param name="Buyer">Whom it is for; null when the event does not say.</param>
    public sealed record Paid(
        string Provider, string Id, string Kind, string Payment, string? Buyer, Money Amount)
        : PaymentEvent(Provider, Id, Kind, Payment);

    /// <summary>Money went back.</summary>
    /// <param name="Total">All that went back of this payment so far.</param>
    public sealed record Refunded(string Provider, string Id, string Kind, string Payment, Money Total)
        : PaymentEvent(Provider, Id, Kind, Payment);

    /// <summary>The buyer's bank took the money back: a chargeback.</summary>
    public sealed record ChargedBack(string Provider, string Id, string Kind, string Payment, Money Amount)
        : PaymentEvent(Provider, Id, Kind, Payment);

    /// <summary>What a chargeback took came back to us: it was won.</summary>
    public sealed record Reinstated(string Provider, string Id, string Kind, string Payment, Money Amount)
        : PaymentEvent(Provider, Id, Kind, Payment);

    /// <summary>Nothing for the books.</summary>
    public sealed record Other(string Provider, string Id, string Kind, string Payment)
        : PaymentEvent(Provider, Id, Kind, Payment);
}

/// <summary>What became of a payment event.</summary>
/// <param name="Outcome">"booked", "repeated", "ignored" or "refused".</param>
/// <param name="Reason">
/// Why it was ignored or refused: "unknown_buyer", "other_currency", "no_buyer", …; of what was booked, null for payments and
/// refunds, "charged_back" or "reinstated".
/// </param>
public sealed record PaymentOutcome(string Outcome, string? Reason, Money? Booked, TransactionId? Transaction);
