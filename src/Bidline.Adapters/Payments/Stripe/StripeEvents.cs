using System.Text.Json;
using Bidline.Billing.Payments;
using Bidline.Primitives;

namespace Bidline.Adapters.Payments.Stripe;

/// <summary>Reads Stripe's events. Those that say nothing of money for us are <see cref="PaymentEvent.Other"/>.</summary>
public static class StripeEvents
{
    public const string Provider = "stripe";

    private const int IdMax = 255;

    /// <summary>Null for what is no event of Stripe's.</summary>
    public static PaymentEvent? Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32 });
            var root = document.RootElement;
            return Text(root, "object") == "event" && Text(root, "id") is { Length: > 0 and <= IdMax } id
                && Text(root, "type") is { Length: > 0 and <= IdMax } kind
                && root.TryGetProperty("data", out var data) && data.TryGetProperty("object", out var about)
                && about.ValueKind == JsonValueKind.Object
                    ? Read(id, kind, about)
                    : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static PaymentEvent Read(string id, string kind, JsonElement about)
    {
        var own = Text(about, "id") ?? "";
        var payment = Text(about, "payment_intent") ?? own;
        return kind switch
        {
            // A checkout of a delayed kind completes before it is paid; what succeeds later says so again.
            "checkout.session.completed" or "checkout.session.async_payment_succeeded"
                when Text(about, "payment_status") == "paid" && Amount(about, "amount_total") is { } total =>
                new PaymentEvent.Paid(Provider, id, kind, payment, Text(about, "client_reference_id") ?? Buyer(about), total),
            "payment_intent.succeeded" when Amount(about, "amount_received") is { } received =>
                new PaymentEvent.Paid(Provider, id, kind, own, Buyer(about), received),
            "charge.refunded" when Amount(about, "amount_refunded") is { } refunded =>
                new PaymentEvent.Refunded(Provider, id, kind, payment, refunded),
            // Of the dispute, not of the charge: its amount is what moved.
            "charge.dispute.funds_withdrawn" when Amount(about, "amount") is { } withdrawn =>
                new PaymentEvent.ChargedBack(Provider, id, kind, payment, withdrawn),
            "charge.dispute.funds_reinstated" when Amount(about, "amount") is { } reinstated =>
                new PaymentEvent.Reinstated(Provider, id, kind, payment, reinstated),
            _ => new PaymentEvent.Other(Provider, id, kind, payment),
        };
    }

    private static string? Buyer(JsonElement about) =>
        about.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            ? Text(metadata, "bidline_buyer")
            : null;

    /// <summary>Stripe counts in the currency's smallest unit; null for a currency that we do not know.</summary>
    private static Money? Amount(JsonElement about, string name)
    {
        if (!about.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number) return null;
        if (!value.TryGetInt64(out var minor) || minor is < 0 or > 99_999_999_999) return null;
        if (!Currency.TryParse(Text(about, "currency")?.ToUpperInvariant(), out var currency)) return null;
        var micros = minor;
        for (var decimals = currency.MinorDecimals; decimals < 6; decimals++) micros = checked(micros * 10);
        return new Money(micros, currency);
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
