using Bidline.Accounts;
using Bidline.Auctions;
using Bidline.Campaigns;
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
internal sealed record BidderHealthAnswer(
    string Id, string Name, string Buyer, string Protocol, bool Paused, bool Shadow, string Breaker, int Failures, int Known,
    DateTimeOffset? RetryAt, int InFlight, double? P99Ms);

/// <summary>GET /v1/bidders: whom we ask, and whose breaker is open.</summary>
internal static class BidderHealthRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/bidders", List)
        .For(Role.Viewer).WithTags("bidders").WithName("list_bidders")
        .WithSummary("Targets whose price is asked for over HTTP, with the health of each; by id")
        .Reads<Page<BidderHealthAnswer>>().Refuses(401, 403);

    private static IResult List(BookShelf shelf, BidderHealth health)
    {
        var book = shelf.Current;
        var bidders =
            from target in book.Targets.Values
            where target.Price is TargetPrice.Bidder
            orderby target.Id.Value
            select Of(book, target, ((TargetPrice.Bidder)target.Price).Terms, health.StateOf(target.Id));
        return Results.Json(new Page<BidderHealthAnswer>([.. bidders], false, null), MarketJson.Full);
    }

    private static BidderHealthAnswer Of(CampaignBook book, Target target, BidderTerms terms, BidderState state) => new(
        target.Id.Value,
        target.Name,
        target.Buyer.Value,
        terms.Protocol,
        target.Paused || book.Buyers[target.Buyer].Paused,
        terms.Shadow,
        WordOf(state.Breaker), state.Failures, state.Known, state.RetryAt, state.InFlight, state.P99Ms);

    private static string WordOf(BreakerState breaker) => breaker switch
    {
        BreakerState.Closed => "closed",
        BreakerState.Open => "open",
        _ => "probing",
    };
}
