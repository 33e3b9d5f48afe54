using Bidline.Adapters.Publishers;
using Bidline.Adapters.Publishers.Bidline;
using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Pings;

/// <summary>/rtb/v1/{key}/offers: our own dialect (docs/protocol/offers.md).</summary>
internal static class OfferRoutes
{
    private static readonly IPublisherProtocol Native = PublisherProtocols.Of(PingEndpoint.Native);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var offers = routes.MapGroup("/rtb/v1/{key}/offers").ExcludeFromDescription();
        offers.ShortCircuit();
        offers.MapPost("/", (RequestDelegate)AskAsync).WithName("ping_bidline");
        offers.MapGet("/{id}", (RequestDelegate)GetAsync).WithName("get_offer");
        offers.MapPut("/{id}/confirm", (RequestDelegate)ConfirmAsync).WithName("confirm_offer");
        offers.MapDelete("/{id}", (RequestDelegate)ReleaseAsync).WithName("release_offer");
    }

    private static async Task AskAsync(HttpContext context)
    {
        var desk = Service<PingDesk>(context);
        var answer = await desk.AnswerAsync(context, Native, _ => ExchangeRoutes.Value(context, "key")).ConfigureAwait(false);
        await ExchangeRoutes.WriteAsync(context, answer).ConfigureAwait(false);
    }

    private static Task GetAsync(HttpContext context) =>
        AnswerAsync(context, (kept, place) => Task.FromResult(OfferAnswer.Of(kept, place, 200)));

    /// <summary>
    /// Whether it still holds: nothing needs to be confirmed, unless the endpoint counts from then on, and a sender that
    /// wants to be sure may ask.
    /// </summary>
    private static Task ConfirmAsync(HttpContext context) => AnswerAsync(context, (kept, place) =>
    {
        var holds = kept.StateAt(place.Now) == ReservationState.Open;
        return Task.FromResult(
            holds && Service<ConfirmedPlaces>(context).Confirm(kept.Reservation, Service<BookShelf>(context).Current) is { } full
                ? Native.Write(
                    new PingOutcome.Rejected(kept.Reservation.Ping, full), new PingRequest(new PingFields(), _ => null), place)
                : OfferAnswer.Of(kept, place, holds ? 200 : 409));
    });

    private static Task ReleaseAsync(HttpContext context) => AnswerAsync(context, async (kept, place) =>
    {
        var reservations = Service<Reservations>(context);
        var released = kept.StateAt(place.Now) == ReservationState.Open
            && await reservations.ReleaseAsync(kept.Reservation).ConfigureAwait(false);
        var now = await reservations.FindAsync(kept.Reservation.Id, context.RequestAborted).ConfigureAwait(false);
        return OfferAnswer.Of(now!, place, released ? 200 : 409);
    });

    /// <summary>For an offer of the endpoint whose key this is; of any other it is as if there were none.</summary>
    private static async Task AnswerAsync(HttpContext context, Func<KeptReservation, OfferPlace, Task<PublisherAnswer>> answer)
    {
        var desk = Service<PingDesk>(context);
        var (_, _, use) = await PingBody.ReadAsync(context).ConfigureAwait(false);
        var endpoint = PingDesk.EndpointOf(Service<BookShelf>(context).Current, ExchangeRoutes.Value(context, "key"), Native);
        var place = desk.PlaceOf(context, endpoint, TimeSpan.Zero);
        var refused = desk.WhyNot(endpoint, use);
        var kept = refused is null && OfferAddress.TryRead(ExchangeRoutes.Value(context, "id"), out var id)
            ? await Service<Reservations>(context).FindAsync(id, context.RequestAborted).ConfigureAwait(false)
            : null;
        var isTheirs = kept is not null && kept.Reservation.Endpoint == endpoint!.Id;
        await ExchangeRoutes.WriteAsync(context, isTheirs
            ? await answer(kept!, place).ConfigureAwait(false)
            : Native.Write(
                new PingOutcome.Rejected(new PingId(Guid.Empty), refused ?? Reason.Of("ping.unknown_offer")),
                new PingRequest(new PingFields(), _ => null), place)).ConfigureAwait(false);
    }

    private static T Service<T>(HttpContext context) => (T)context.RequestServices.GetService(typeof(T))!;
}
