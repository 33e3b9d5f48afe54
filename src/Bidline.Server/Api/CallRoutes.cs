using Bidline.Accounts;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Privacy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>A call in a list. What has not happened (yet) is absent. Spans are milliseconds.</summary>
/// <param name="Caller">Masked, but in full for operators and admins who ask with ?reveal=true; the audit notes it.</param>
/// <param name="Phase">screening, auction, dialing, connected, wrap_up or ended.</param>
/// <param name="Outcome">Absent while the call lives.</param>
internal sealed record CallAnswer(
    string Id,
    string Object,
    string Phase,
    CallOutcome? Outcome,
    string? Reason,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? ConnectedAt,
    DateTimeOffset? EndedAt,
    string? Campaign,
    string? Publisher,
    string? Caller,
    string? Dialled,
    string? State,
    string? Target,
    string? Buyer,
    int Considered,
    int Asked,
    int Bids,
    double? AuctionMs,
    int AttemptCount,
    double? RingMs,
    double? TalkMs,
    string? EndedBy,
    bool? Qualified,
    string? Currency,
    string? Price,
    string? Revenue,
    string? Payout,
    string? Margin,
    bool Test,
    int BookVersion)
{
    public static CallAnswer Of(CallListItem call, bool inFull) => new(
        call.Id.ToString(),
        "call",
        call.Phase,
        call.Outcome,
        call.Reason,
        call.ReceivedAt,
        call.ConnectedAt,
        call.EndedAt,
        call.Campaign?.Value,
        call.Publisher?.Value,
        Number(call.Caller, inFull),
        Number(call.Dialled, inFull: true),
        call.State,
        call.Target?.Value,
        call.Buyer?.Value,
        call.Considered,
        call.Asked,
        call.Bids,
        call.AuctionTook?.TotalMilliseconds,
        call.Attempts,
        call.RangFor?.TotalMilliseconds,
        call.TalkTime?.TotalMilliseconds,
        call.EndedBy,
        call.Qualified,
        (call.Price ?? call.Revenue)?.Currency.Code,
        call.Price?.ToDecimalString(),
        call.Revenue?.ToDecimalString(),
        call.Payout?.ToDecimalString(),
        call.Margin?.ToDecimalString(),
        call.Test,
        call.BookVersion);

    private static string? Number(PhoneNumber number, bool inFull) =>
        !number.IsSet ? null : inFull ? number.E164 : number.ToString();
}

/// <summary>/v1/calls</summary>
internal static class CallRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/calls").WithTags("calls");
        group.MapGet("/", ListAsync).For(Role.Viewer).WithName("list_calls")
            .WithSummary("List calls, newest first").Reads<Page<CallAnswer>>().Lists()
            .WithDescription(
                "Filters: received_at[gte], received_at[lt], campaign, publisher, buyer, target, outcome, reason, state, "
                + "live, reveal=true (callers in full, for operators; noted in the audit), text (an id, or four digits "
                + "of a number or more), same_caller_as (a call's id: the other calls of "
                + "its caller), tests=true. "
                + "Pages with ?limit=50 (at most 200) and ?after=, the `next` of the page before.");
        group.MapGet("/{id}", GetAsync).For(Role.Viewer).WithName("get_call")
            .WithSummary("Get a call; with ?expand=trace everything that explains it")
            .Reads<CallAnswer>().MayMiss().Refuses(422);
    }

    private static async Task<IResult> ListAsync(HttpContext context, CallQueries calls, CallerLooks looks)
    {
        var query = new Query(context);
        var (wanted, reveal) = (Read(query), query.Flag("reveal") ?? false);
        if (query.Refusal() is { } refusal) return refusal;
        CallPage page;
        try
        {
            page = await calls.ListAsync(wanted, context.RequestAborted);
        }
        catch (FormatException)
        {
            return Problem.Invalid(context, [new Mistake("?after", "cursor", "That is not a cursor of this list.")]);
        }

        var inFull = await Revealing.AsksAsync(context, reveal, looks, page.Calls);
        var rows = page.Calls.Select(call => CallAnswer.Of(call, inFull)).ToList();
        return Results.Json(new Page<CallAnswer>(rows, page.Next is not null, page.Next), MarketJson.Full);
    }

    private static CallListQuery Read(Query query) => new(
        query.Instant("received_at[gte]"),
        query.Instant("received_at[lt]"),
        query.Text("campaign") is { } campaign ? new CampaignId(campaign) : null,
        query.Text("publisher") is { } publisher ? new PublisherId(publisher) : null,
        query.Text("buyer") is { } buyer ? new BuyerId(buyer) : null,
        query.Text("target") is { } target ? new TargetId(target) : null,
        query.Choice<CallOutcome>("outcome"),
        query.Text("reason"),
        query.Text("state"),
        query.Flag("live"),
        query.Text("text"),
        query.Call("same_caller_as"),
        query.Flag("tests") ?? false,
        query.Text("after"),
        query.Limit());

    private static async Task<IResult> GetAsync(HttpContext context, string id, CallQueries calls, CallLog log,
        BookShelf shelf, CallerLooks looks)
    {
        var query = new Query(context);
        var reveal = query.Flag("reveal") ?? false;
        var expand = (query.Text("expand") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        if (query.Refusal() is { } refusal) return refusal;
        if (expand.FirstOrDefault(name => name != "trace") is { } unknown)
            return Problem.Invalid(context, [new Mistake("?expand", "unknown_value", $"\"{unknown}\" is not trace.")]);
        if (!CallId.TryParse(id, out var call) || await calls.FindAsync(call, context.RequestAborted) is not { } found)
            return Problem.NotFound(context, $"call {id}");
        var inFull = await Revealing.AsksAsync(context, reveal, looks, [found]);
        if (expand.Length == 0) return Results.Json(CallAnswer.Of(found, inFull), MarketJson.Full);
        var trace = CallTrace.Of(await log.ReadAsync(call, context.RequestAborted), shelf.Current);
        return Results.Json(Traces.Whole(found, inFull, trace), MarketJson.Full);
    }
}
