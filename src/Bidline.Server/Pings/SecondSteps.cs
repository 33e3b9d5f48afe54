using Bidline.Adapters.Publishers;
using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Pings;

/// <summary>The second requests of the dialects that have one: a confirmation, or a post that says who will call.</summary>
internal static class SecondSteps
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var retreaver = (ITwoStepProtocol)PublisherProtocols.Of("retreaver");
        routes.MapMethods("/rtbs/{offer}.json", ["PUT", "PATCH"], (RequestDelegate)(context => AnswerAsync(
            context, retreaver, fields => fields.Any("key"), _ => ExchangeRoutes.Value(context, "offer"))))
            .WithName("confirm_retreaver").ExcludeFromDescription();
        var trackdrive = (ITwoStepProtocol)PublisherProtocols.Of("trackdrive");
        routes.MapMethods("/api/v1/inbound_webhooks/post/{key}", ["GET", "POST"], (RequestDelegate)(context => AnswerAsync(
            context, trackdrive, _ => ExchangeRoutes.Value(context, "key"), trackdrive.OfferOf)))
            .WithName("post_trackdrive").ExcludeFromDescription();
    }

    private static async Task AnswerAsync(
        HttpContext context, ITwoStepProtocol protocol, Func<PingFields, string?> keyOf, Func<PingFields, string?> offerOf)
    {
        var desk = Service<PingDesk>(context);
        var (fields, _, use) = await PingBody.ReadAsync(context).ConfigureAwait(false);
        var endpoint = PingDesk.EndpointOf(Service<BookShelf>(context).Current, keyOf(fields), protocol);
        var place = desk.PlaceOf(context, endpoint, TimeSpan.Zero);
        var kept = endpoint is null || desk.WhyNot(endpoint, use) is not null || fields.Broken is not null
            ? null
            : await FindAsync(context, endpoint, offerOf(fields), fields).ConfigureAwait(false);
        var holds = kept?.StateAt(place.Now) == ReservationState.Open
            && Service<ConfirmedPlaces>(context).Confirm(kept.Reservation, Service<BookShelf>(context).Current) is null;
        await ExchangeRoutes.WriteAsync(context, protocol.WriteConfirmation(kept, holds, place)).ConfigureAwait(false);
    }

    private static async Task<KeptReservation?> FindAsync(
        HttpContext context, PingEndpoint endpoint, string? offer, PingFields fields)
    {
        var reservations = Service<Reservations>(context);
        ReservationId id;
        if (Guid.TryParseExact(offer, "D", out var uuid)) id = new ReservationId(uuid);
        else if (!OfferAddress.TryRead(offer, out id)) return null;
        var kept = await reservations.FindAsync(id, context.RequestAborted).ConfigureAwait(false);
        if (kept is null || kept.Reservation.Endpoint != endpoint.Id) return null;
        if (kept.Reservation.Caller.IsSet || !PhoneNumber.TryParse(fields["caller_id"], out var caller)) return kept;
        await reservations.NameCallerAsync(id, caller, endpoint).ConfigureAwait(false);
        return await reservations.FindAsync(id, context.RequestAborted).ConfigureAwait(false);
    }

    private static T Service<T>(HttpContext context) => (T)context.RequestServices.GetService(typeof(T))!;
}
