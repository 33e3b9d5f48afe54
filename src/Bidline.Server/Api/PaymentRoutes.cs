using Bidline.Adapters.Payments.Stripe;
using Bidline.Billing.Payments;
using Bidline.Campaigns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Outcome">booked, repeated, ignored or refused.</param>
/// <param name="Reason">
/// Why not: no_buyer, unknown_buyer, other_currency, …; of what was booked, charged_back or reinstated where it is neither a
/// payment nor a refund.
/// </param>
internal sealed record PaymentAnswer(string Outcome, string? Reason, string? Amount, string? Transaction);

/// <summary>POST /v1/payments/stripe: where Stripe's webhook endpoint points to.</summary>
internal static class PaymentRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/payments/stripe", TakeAsync)
        .WithTags("buyers").WithName("take_stripe_event").WithSummary("An event of Stripe's webhook")
        .WithDescription("No key: the signature in Stripe-Signature proves the sender. Needs the server's Stripe secret.")
        .Takes<object>().Produces<PaymentAnswer>().Refuses(StatusCodes.Status404NotFound);

    private static async Task<IResult> TakeAsync(
        HttpContext context, ApiSettings settings, PaymentDesk desk, TimeProvider clock)
    {
        if (settings.StripeSecret is not { } secret) return Problem.NotFound(context, "Stripe secret on this server");
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var header = context.Request.Headers[StripeSignature.Header].ToString();
        var verdict = StripeSignature.Verify(header, body.Bytes.Span, secret, clock.GetUtcNow());
        if (verdict != SignatureVerdict.Good) return Refused(context, verdict);
        if (StripeEvents.Read(body.Bytes) is not { } told)
        {
            return Problem.Answer(
                context, StatusCodes.Status400BadRequest, "syntax", "This is no event of Stripe's; nothing was booked.");
        }

        // A refusal is answered with 200 all the same: sending it again would change nothing. R8 shows it.
        var outcome = await desk.TakeAsync(told, context.Connection.RemoteIpAddress?.ToString() ?? "");
        return Results.Json(
            new PaymentAnswer(
                outcome.Outcome, outcome.Reason, outcome.Booked?.ToDecimalString(), outcome.Transaction?.ToString()),
            MarketJson.Full);
    }

    private static IResult Refused(HttpContext context, SignatureVerdict verdict) => verdict switch
    {
        SignatureVerdict.Stale => Problem.Answer(
            context, StatusCodes.Status400BadRequest, "signature_stale",
            "The signature is too old; nothing was booked.", "Check the clocks, or send the event again from Stripe."),
        SignatureVerdict.Missing => Problem.Answer(
            context, StatusCodes.Status400BadRequest, "signature_missing",
            "There is no readable Stripe-Signature; nothing was booked."),
        _ => Problem.Answer(
            context, StatusCodes.Status400BadRequest, "signature_wrong",
            "The signature does not fit; nothing was booked.", "Is it the secret of this very endpoint?"),
    };
}
