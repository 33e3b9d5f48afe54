using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Api;

/// <summary>What the reference says about a route: what it takes, answers and refuses.</summary>
internal static class RouteNotes
{
    /// <summary>
    /// For the reference only: the route itself takes any type and answers a wrong one with a problem, after it has
    /// looked who is calling.
    /// </summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route, params string[] types)
        where T : notnull =>
        route.Accepts<T>("*/*").WithMetadata(new BodyTypes(types.Length == 0 ? ["application/json"] : types))
            .Refuses(StatusCodes.Status400BadRequest, StatusCodes.Status413PayloadTooLarge)
            .Refuses(StatusCodes.Status415UnsupportedMediaType);

    public static RouteHandlerBuilder Reads<T>(this RouteHandlerBuilder route, int status = StatusCodes.Status200OK) =>
        route.Produces<T>(status)
            .Refuses(StatusCodes.Status401Unauthorized, StatusCodes.Status403Forbidden);

    public static RouteHandlerBuilder Lists(this RouteHandlerBuilder route) =>
        route.WithDescription("Pages with ?limit=50 (at most 200) and ?after=, the `next` of the page before.")
            .Refuses(StatusCodes.Status422UnprocessableEntity);

    public static RouteHandlerBuilder MayMiss(this RouteHandlerBuilder route) =>
        route.Refuses(StatusCodes.Status404NotFound);

    /// <summary>A change of the market: by tag, with ?dry_run=true where only the difference is wanted.</summary>
    public static RouteHandlerBuilder Changes(this RouteHandlerBuilder route, int? alsoAnswers = null)
    {
        if (alsoAnswers is { } status) route.Produces(status);
        return route
            .WithDescription(
                "With If-Match, only when the entry is still as its ETag says. With ?dry_run=true nothing is changed "
                + "and the answer is what would be.")
            .Refuses(StatusCodes.Status409Conflict, StatusCodes.Status412PreconditionFailed)
            .Refuses(StatusCodes.Status422UnprocessableEntity);
    }

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses) route.Produces<Problem>(status, Problem.ContentType);
        return route;
    }
}

/// <summary>The content types that a route really takes.</summary>
internal sealed record BodyTypes(IReadOnlyList<string> Types);
