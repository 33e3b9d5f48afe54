using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Postbacks;
using Bidline.Primitives;
using Bidline.Server.Pings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bidline.Server.Api;

/// <param name="RetiringKey">
/// Good beside the other until the endpoint's retiring_key is removed; absent when there is none.
/// </param>
/// <param name="SigningSecret">Absent where requests need not be signed.</param>
/// <param name="TransferPage">The address of its page for call centres; absent where it has none.</param>
internal sealed record EndpointKeyAnswer(
    string Endpoint, string Dialect, string Key, string? RetiringKey, string? SigningSecret, string? RetiringSigningSecret,
    string? TransferPage);

/// <summary>/v1/endpoints: where publishers ping, and the keys in their addresses.</summary>
internal static class EndpointRoutes
{
    private static readonly MarketSection<EndpointEntry> Section = new(
        "endpoints", "id", document => document.Endpoints, (document, entries) => document with { Endpoints = entries });

    public static void Map(IEndpointRouteBuilder routes)
    {
        new MarketResource<EndpointEntry>(Section).Map(routes);
        var key = routes.MapGroup("/v1/endpoints/{id}/key").WithTags("endpoints");
        key.MapGet("/", GetKey).For(Role.Operator).WithName("get_endpoint_key")
            .WithSummary("The key that a publisher pings with").Reads<EndpointKeyAnswer>().MayMiss();
        key.MapPost("/rotate", RotateKeyAsync).For(Role.Operator).WithName("rotate_endpoint_key")
            .WithSummary("Make a new key; the old one stays good beside it as retiring_key").Reads<EndpointKeyAnswer>().MayMiss();
        routes.MapPost("/v1/endpoints/{id}/signing-secret/rotate", RotateSecretAsync).WithTags("endpoints")
            .For(Role.Operator).WithName("rotate_endpoint_signing_secret")
            .WithSummary("Make a new signing secret, or the first; the old one stays good beside it")
            .Reads<EndpointKeyAnswer>().MayMiss();
    }

    private static IResult GetKey(HttpContext context, string id, MarketKeeper keeper)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Find(keeper, id) is { } endpoint ? Answer(context, endpoint) : Problem.NotFound(context, $"endpoint {id}");
    }

    private static Task<IResult> RotateKeyAsync(HttpContext context, string id, MarketKeeper keeper) => RotateAsync(
        context, id, keeper, endpoint => endpoint with { Key = MarketKeeper.NewEndpointKey(), RetiringKey = endpoint.Key });

    private static Task<IResult> RotateSecretAsync(HttpContext context, string id, MarketKeeper keeper) => RotateAsync(
        context, id, keeper, endpoint => endpoint with
        {
            SigningSecret = WebhookSignature.NewSecret(), RetiringSigningSecret = endpoint.SigningSecret,
        });

    private static async Task<IResult> RotateAsync(
        HttpContext context, string id, MarketKeeper keeper, Func<EndpointEntry, EndpointEntry> change)
    {
        if (Find(keeper, id) is not { } endpoint) return Problem.NotFound(context, $"endpoint {id}");
        context.Response.Headers.CacheControl = "no-store";
        var next = change(endpoint);
        var result = await keeper.ApplyAsync(
            MarketDocument.Empty with { Endpoints = [next] }, new ApplyOptions(Access.AuthorOf(context)),
            context.RequestAborted);
        return result is ApplyResult.Applied ? Answer(context, next) : Problem.Answer(
            context, StatusCodes.Status409Conflict, "outdated", "The market was changed meanwhile; try again.");
    }

    private static EndpointEntry? Find(MarketKeeper keeper, string id) =>
        keeper.Current.Endpoints.FirstOrDefault(endpoint => endpoint.Id == id);

    private static IResult Answer(HttpContext context, EndpointEntry endpoint) => Results.Json(
        new EndpointKeyAnswer(
            endpoint.Id, endpoint.Dialect ?? PingEndpoint.Native, endpoint.Key ?? "", endpoint.RetiringKey,
            endpoint.SigningSecret, endpoint.RetiringSigningSecret, PageOf(context, endpoint.Id)),
        MarketJson.Full);

    private static string? PageOf(HttpContext context, string id) =>
        context.RequestServices.GetRequiredService<BookShelf>().Current.Endpoints.GetValueOrDefault(new EndpointId(id)) is { } it
            ? context.RequestServices.GetRequiredService<TransferPages>().PathOf(it)
            : null;
}
