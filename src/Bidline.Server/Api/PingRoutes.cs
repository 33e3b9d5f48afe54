using System.Text.Json;
using Bidline.Accounts;
using Bidline.Calls;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>A ping in a list. What it does not have is absent.</summary>
/// <param name="Outcome">offered, cached (the same offer again) or rejected.</param>
/// <param name="ReasonClass">What the publisher may know; <paramref name="ReasonText"/> is for us.</param>
/// <param name="Price">What the publisher was promised.</param>
internal sealed record PingAnswer(
    string Id,
    string Object,
    DateTimeOffset ReceivedAt,
    string Endpoint,
    string Publisher,
    string Campaign,
    string Dialect,
    string? Caller,
    string? SourceRef,
    bool Test,
    string Outcome,
    string? Reason,
    string? ReasonClass,
    string? ReasonText,
    string? Currency,
    string? Price,
    string? Auction,
    double TookMs,
    IReadOnlyDictionary<string, string> Tags,
    ReservationAnswer? Reservation)
{
    public static PingAnswer Of(PingWithReservation it, bool inFull, DateTimeOffset now)
    {
        var row = it.Ping;
        var values = row.ReasonValues is { } json ? JsonSerializer.Deserialize<Dictionary<string, string>>(json) : null;
        return new PingAnswer(
            row.Id, "ping", UnixMicros.At(row.At), row.Endpoint, row.Publisher, row.Campaign, row.Dialect,
            Number(row.Caller, inFull), row.SourceRef, row.Test, row.Outcome, row.Reason, row.ReasonClass,
            row.Reason is { } code ? ReasonCatalogue.Say(new Reason(code, values ?? [])) : null,
            row.Currency, Amount(row.PriceMicros, row.Currency), row.Auction, row.TookMicros / 1000.0,
            JsonSerializer.Deserialize<Dictionary<string, string>>(row.Tags) ?? [],
            it.Reservation is { } kept ? ReservationAnswer.Of(kept, it.StateAt(now)!, inFull) : null);
    }

    internal static string? Number(string? number, bool inFull) =>
        inFull || !PhoneNumber.TryParse(number, out var parsed) ? number : parsed.ToString();

    internal static string? Amount(long? micros, string? currency) => micros is { } amount && currency is not null
        ? new Money(amount, Primitives.Currency.Parse(currency)).ToDecimalString()
        : null;
}

/// <param name="State">open, used, expired, mismatched or released.</param>
/// <param name="Number">The number that was given out; absent where it was a SIP address only.</param>
/// <param name="Call">The call that used it, or came late or from somebody else.</param>
internal sealed record ReservationAnswer(
    string Id, string State, DateTimeOffset MadeAt, DateTimeOffset Until, string? Caller, string? Number, string Price,
    string Currency, string Target, string Buyer, string? BidId, string Auction, string? Call, DateTimeOffset? ClosedAt)
{
    public static ReservationAnswer Of(ReservationRow row, string state, bool inFull) => new(
        row.Id, state, UnixMicros.At(row.At), UnixMicros.At(row.Until), PingAnswer.Number(row.Caller, inFull), row.Number,
        PingAnswer.Amount(row.PriceMicros, row.Currency)!, row.Currency, row.Target, row.Buyer, row.BidId, row.Auction,
        row.CallId, UnixMicros.At(row.ClosedAt));
}

/// <summary>A ping with its call: one story, by whichever id it was asked for.</summary>
internal sealed record PingStory(PingAnswer Ping, CallAnswer? Call);

/// <summary>/v1/pings</summary>
internal static class PingRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/pings").WithTags("pings");
        group.MapGet("/", ListAsync).For(Role.Viewer).WithName("list_pings")
            .WithSummary("List pings, newest first").Reads<Page<PingAnswer>>().Lists()
            .WithDescription(
                "Filters: endpoint, publisher, campaign, outcome (offered, cached, rejected), reason_class, reason, caller. "
                + "Pages with ?limit=50 (at most 200) and ?after=, the `next` of the page before.");
        group.MapGet("/{id}", GetAsync).For(Role.Viewer).WithName("get_ping")
            .WithSummary(
                "Get a ping with its reservation and its call, by the id of any of them or of its auction, bid, hold or "
                + "ledger transaction")
            .Reads<PingStory>().MayMiss();
    }

    private static async Task<IResult> ListAsync(HttpContext context, PingQueries pings, TimeProvider clock)
    {
        var query = new Query(context);
        var limit = query.Limit();
        var wanted = new PingListQuery(
            query.Text("endpoint") is { } endpoint ? new EndpointId(endpoint) : null,
            query.Text("publisher") is { } publisher ? new PublisherId(publisher) : null,
            query.Text("campaign") is { } campaign ? new CampaignId(campaign) : null,
            query.Text("outcome"),
            query.Text("reason_class"),
            query.Text("reason"),
            PhoneNumber.TryParse(query.Text("caller"), out var caller) ? caller : default,
            PingId.TryParse(query.Text("after"), out var after) ? after : null,
            limit + 1);
        if (query.Refusal() is { } refusal) return refusal;
        var inFull = Access.MayAsOperator(context);
        var rows = await pings.ListAsync(wanted, context.RequestAborted);
        return Results.Json(
            Page<PingAnswer>.Of(
                [.. rows.Select(row => PingAnswer.Of(row, inFull, clock.GetUtcNow()))], limit, ping => ping.Id),
            MarketJson.Full);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string id, PingQueries pings, CallQueries calls, TimeProvider clock)
    {
        if (await pings.FindAsync(id, context.RequestAborted) is not { } found) return Problem.NotFound(context, $"ping {id}");
        var inFull = Access.MayAsOperator(context);
        var call = CallId.TryParse(found.Reservation?.CallId, out var callId)
            ? await calls.FindAsync(callId, context.RequestAborted)
            : null;
        return Results.Json(
            new PingStory(
                PingAnswer.Of(found, inFull, clock.GetUtcNow()), call is null ? null : CallAnswer.Of(call, inFull)),
            MarketJson.Full);
    }
}
