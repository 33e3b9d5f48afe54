using Bidline.Accounts;
using Bidline.Auctions;
using Bidline.Auctions.Interest;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>How one bidder has done since this server started.</summary>
/// <param name="Id">The target whose price it is asked for.</param>
/// <param name="Protocol">Its dialect: "bidline", "template", "ringba" and so on.</param>
/// <param name="Shadow">Asked, and never sold to.</param>
/// <param name="Breaker">closed: asked like any other; open: not asked until retry_at; probing: one request decides.</param>
/// <param name="Failures">Of the last known requests, those without a readable answer in time.</param>
/// <param name="Known">At most 20; 0 when it has not been asked yet.</param>
/// <param name="InFlight">Requests open now, late ones included.</param>
/// <param name="P99Ms">99 of 100 of its last readable answers took at most this; null while too few are known.</param>
/// <param name="LeftOut">What pings do not ask it about, at most 100: it has never bid on such calls.</param>
internal sealed record BidderHealthAnswer(
    string Id, string Name, string Buyer, string Protocol, bool Paused, bool Shadow, string Breaker, int Failures, int Known,
    DateTimeOffset? RetryAt, int InFlight, double? P99Ms, IReadOnlyList<LeftOutAnswer> LeftOut);

/// <param name="Field">caller.state, caller.area_code, publisher or campaign.</param>
/// <param name="Asks">Questions since its last bid on such a call, or since this server started.</param>
/// <param name="Times">How often a ping did not ask it for that.</param>
internal sealed record LeftOutAnswer(string Field, string Value, int Asks, int Times);

/// <summary>GET /v1/bidders: whom we ask, and whose breaker is open.</summary>
internal static class BidderHealthRoutes
{
    private const int LeftOutMax = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/bidders", List).For(Role.Viewer).WithTags("bidders").WithName("list_bidders")
            .WithSummary("Targets whose price is asked for over HTTP, with the health of each; by id")
            .Reads<Page<BidderHealthAnswer>>().Refuses(401, 403);
        routes.MapDelete("/v1/bidders/{id}/left-out", AskAgainAsync).For(Role.Operator).WithTags("bidders")
            .WithName("ask_bidder_again")
            .WithSummary("Forget what a bidder never bids on: pings ask it about everything again")
            .Produces(204).MayMiss();
    }

    private static async Task<IResult> AskAgainAsync(
        HttpContext context, string id, BookShelf shelf, BidderHealth health, Audit audit)
    {
        var target = new TargetId(id);
        if (shelf.Current.Targets.GetValueOrDefault(target)?.Price is not TargetPrice.Bidder)
            return Problem.NotFound(context, $"bidder {id}");
        await audit.NoteAsync(Access.AuthorOf(context), NoteOf(target));
        health.Interests.Forget(target);
        return Results.NoContent();
    }

    public static AuditEntry NoteOf(TargetId target) =>
        new("changed", $"target {target}", "asked about everything again: what it never bid on is forgotten");

    private static IResult List(BookShelf shelf, BidderHealth health)
    {
        var book = shelf.Current;
        var bidders =
            from target in book.Targets.Values
            where target.Price is TargetPrice.Bidder
            orderby target.Id.Value
            select Of(
                book, target, ((TargetPrice.Bidder)target.Price).Terms, health.StateOf(target.Id),
                health.Interests.LeftOutOf(target.Id));
        return Results.Json(new Page<BidderHealthAnswer>([.. bidders], false, null), MarketJson.Full);
    }

    private static BidderHealthAnswer Of(
        CampaignBook book, Target target, BidderTerms terms, BidderState state, IReadOnlyList<LeftOutKind> leftOut) => new(
        target.Id.Value,
        target.Name,
        target.Buyer.Value,
        terms.Protocol,
        target.Paused || book.Buyers[target.Buyer].Paused,
        terms.Shadow,
        WordOf(state.Breaker), state.Failures, state.Known, state.RetryAt, state.InFlight, state.P99Ms,
        [.. leftOut.Take(LeftOutMax).Select(it => new LeftOutAnswer(it.Field, it.Value, it.Asks, it.LeftOut))]);

    private static string WordOf(BreakerState breaker) => breaker switch
    {
        BreakerState.Closed => "closed",
        BreakerState.Open => "open",
        _ => "probing",
    };
}
