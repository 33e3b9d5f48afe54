using System.Text.Json;
using Bidline.Accounts;
using Bidline.Calls;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Privacy;
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

/// <summary>A ping with all that came of it: one story, by whichever id it was asked for.</summary>
/// <param name="Making">How its price was made; absent where it did not come to that.</param>
/// <param name="Auction">The auction that decided an offer, whole; absent where nothing was promised.</param>
/// <param name="Candidates">Who was considered where nothing was promised, for as long as candidates are kept.</param>
internal sealed record PingStory(
    PingAnswer Ping, CallAnswer? Call, MakingAnswer? Making, AuctionTrace? Auction,
    IReadOnlyList<PingCandidateAnswer>? Candidates);

/// <param name="Best">What the best buyer pays; absent when a modifier ended the ping before anybody was asked.</param>
/// <param name="Start">The base bid, or the best price less the margin.</param>
/// <param name="Applied">Rows that took part; the last of them are listed, and after them the limits.</param>
/// <param name="Price">What was offered; absent when nothing was.</param>
internal sealed record MakingAnswer(
    string? Best, string Start, int Applied, IReadOnlyList<BidRuleStepTrace> Steps, string? Price)
{
    public static MakingAnswer Of(PriceMaking it) => new(
        it.Best?.ToDecimalString(), it.Start.ToDecimalString(), it.Applied, [.. it.Steps.Select(BidRuleStepTrace.Of)],
        it.Price?.ToDecimalString());
}

/// <param name="Again">Answered with an offer that still held.</param>
/// <param name="Rejected">By class; the counts add up.</param>
/// <param name="UsefulPercent">Pings that became a call.</param>
/// <param name="ClaimPercent">Ended offers that became a call; absent while none has ended.</param>
internal sealed record PingUseAnswer(
    string Publisher, int Pings, int Offered, int Again, IReadOnlyDictionary<string, int> Rejected, int Open, int Used,
    int Expired, int Mismatched, int Released, decimal? UsefulPercent, decimal? ClaimPercent)
{
    public static PingUseAnswer Of(PingUse it) => new(
        it.Publisher.Value, it.Pings, it.Offered, it.Again, it.Rejected, it.Open, it.Used, it.Expired, it.Mismatched,
        it.Released, Rounded(it.UsefulPercent), Rounded(it.ClaimPercent));

    private static decimal? Rounded(decimal? percent) => percent is { } value ? decimal.Round(value, 3) : null;
}

internal sealed record PingCandidateAnswer(
    string Target, string Buyer, int Tier, string Stage, string Reason, string? Bid, double? DoneMs)
{
    public static PingCandidateAnswer Of(BidRow row) => new(
        row.Target.Value, row.Buyer.Value, row.Tier, JsonNamingPolicy.SnakeCaseLower.ConvertName(row.Stage.ToString()),
        row.Reason, row.Bid?.ToDecimalString(), row.DoneMs);
}

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
        group.MapGet("/use", UseAsync).For(Role.Viewer).WithName("get_ping_use")
            .WithSummary("What each publisher's pings were good for: offers, calls, refusals by class")
            .Reads<IReadOnlyList<PingUseAnswer>>()
            .WithDescription("Of the last ?hours=1 (at most 24); tests are left out.");
        group.MapGet("/{id}", GetAsync).For(Role.Viewer).WithName("get_ping")
            .WithSummary(
                "Get a ping with its reservation and its call, by the id of any of them or of its auction, bid, hold or "
                + "ledger transaction")
            .Reads<PingStory>().MayMiss();
    }

    private static async Task<IResult> ListAsync(HttpContext context, PingQueries pings, CallerLooks looks, TimeProvider clock)
    {
        var query = new Query(context);
        var (limit, reveal) = (query.Limit(), query.Flag("reveal") ?? false);
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
        var rows = await pings.ListAsync(wanted, context.RequestAborted);
        var inFull = await Revealing.AsksAsync(context, reveal, looks, rows.Select(row => ($"ping {row.Ping.Id}",
            row.Ping.Caller)));
        return Results.Json(
            Page<PingAnswer>.Of(
                [.. rows.Select(row => PingAnswer.Of(row, inFull, clock.GetUtcNow()))], limit, ping => ping.Id),
            MarketJson.Full);
    }

    private static async Task<IResult> UseAsync(HttpContext context, PingUseQueries uses)
    {
        var query = new Query(context);
        var hours = Math.Clamp(query.Number("hours") ?? 1, 1, 24);
        if (query.Refusal() is { } refusal) return refusal;
        var all = await uses.SinceAsync(TimeSpan.FromHours(hours), context.RequestAborted);
        return Results.Json(all.Select(PingUseAnswer.Of), MarketJson.Full);
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string id, PingQueries pings, PingReading reading, CallQueries calls, CallerLooks looks,
        TimeProvider clock)
    {
        var query = new Query(context);
        var reveal = query.Flag("reveal") ?? false;
        if (query.Refusal() is { } refusal) return refusal;
        if (await pings.FindAsync(id, context.RequestAborted) is not { } found) return Problem.NotFound(context, $"ping {id}");
        var inFull = await Revealing.AsksAsync(context, reveal, looks, [($"ping {id}", found.Ping.Caller)]);
        var call = CallId.TryParse(found.Reservation?.CallId, out var callId)
            ? await calls.FindAsync(callId, context.RequestAborted)
            : null;
        var candidates = await reading.CandidatesAsync(found, context.RequestAborted);
        return Results.Json(
            new PingStory(
                PingAnswer.Of(found, inFull, clock.GetUtcNow()), call is null ? null : CallAnswer.Of(call, inFull),
                found.Making is { } making ? MakingAnswer.Of(making) : null,
                PingReading.AuctionOf(found), candidates.Count == 0 ? null : [.. candidates.Select(PingCandidateAnswer.Of)]),
            MarketJson.Full);
    }
}
