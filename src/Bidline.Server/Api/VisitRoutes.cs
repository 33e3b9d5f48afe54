using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>A visit to a page with our script. What it does not have is absent.</summary>
/// <param name="Visitor">The same for all visits of one browser.</param>
/// <param name="Number">What it was lent.</param>
/// <param name="Why">Why it got none: a reason's code.</param>
/// <param name="Touches">Everything that brought the visitor, oldest first; the last is this visit.</param>
internal sealed record VisitAnswer(
    string Id, string Object, DateTimeOffset At, string Visitor, string Pool, string Campaign, string Publisher, string? Number,
    DateTimeOffset? Until, string? Why, string? LandingPage, string? Referrer, string Device,
    IReadOnlyDictionary<string, string> Tags, IReadOnlyList<TouchAnswer> Touches)
{
    public static VisitAnswer Of(VisitRow row)
    {
        var visit = PoolQueries.Read(row);
        return new VisitAnswer(
            row.Id, "visit", UnixMicros.At(row.At), row.Visitor, row.Pool, row.Campaign, row.Publisher, row.Number,
            UnixMicros.At(row.Until), row.Why, visit.LandingPage, visit.Referrer, visit.Device, visit.Tags,
            [.. visit.Touches.Select(touch => new TouchAnswer(
                touch.Visit.ToString(), touch.At, touch.Source, touch.Medium, touch.Campaign, touch.Keyword))]);
    }
}

/// <param name="Campaign">The advertisement's.</param>
internal sealed record TouchAnswer(
    string Visit, DateTimeOffset At, string Source, string Medium, string? Campaign, string? Keyword);

/// <summary>/v1/visits: who came to pages with our script.</summary>
internal static class VisitRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var visits = routes.MapGroup("/v1/visits").WithTags("visits");
        visits.MapGet("/", ListAsync).For(Role.Viewer).WithName("list_visits").WithSummary("List visits, newest first")
            .Reads<Page<VisitAnswer>>().Lists();
        visits.MapGet("/{id}", GetAsync).For(Role.Viewer).WithName("get_visit").WithSummary("Get a visit")
            .Reads<VisitAnswer>().MayMiss();
    }

    private static async Task<IResult> ListAsync(HttpContext context, PoolQueries queries)
    {
        var query = new Query(context);
        var (limit, after) = (query.Limit(), query.Text("after"));
        var pool = query.Text("pool") is { } name ? new PoolId(name) : (PoolId?)null;
        if (query.Refusal() is { } refusal) return refusal;
        var rows = await queries.ListAsync(pool, after, limit + 1, context.RequestAborted);
        return Results.Json(
            Page<VisitAnswer>.Of([.. rows.Select(VisitAnswer.Of)], limit, visit => visit.Id), MarketJson.Full);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, PoolQueries queries) =>
        VisitId.TryParse(id, out var visit) && await queries.FindAsync(visit, context.RequestAborted) is { } row
            ? Results.Json(VisitAnswer.Of(row), MarketJson.Full)
            : Problem.NotFound(context, $"visit {id}");
}
