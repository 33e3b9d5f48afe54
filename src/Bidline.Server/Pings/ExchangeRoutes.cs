using Bidline.Adapters.Publishers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Pings;

/// <summary>The addresses at which publishers ask, each as the senders of its dialect have it.</summary>
internal static class ExchangeRoutes
{
    private static readonly string[] GetAndPost = ["GET", "POST"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        OfferRoutes.Map(routes);
        var ringba = PublisherProtocols.Of("ringba");
        Ask(routes, "/rtb/v1/{environment}/{key}.{format:regex(^(json|xml)$)}", ringba, (context, desk) => desk.AnswerAsync(
            context, ringba, _ => Value(context, "key"), Value(context, "environment")!, Value(context, "format")!));
    }

    /// <summary>Written by hand, for it is the hottest path there is.</summary>
    internal static async Task WriteAsync(HttpContext context, PublisherAnswer answer)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        if (answer.Status == StatusCodes.Status429TooManyRequests) response.Headers.RetryAfter = "1";
        response.Headers.CacheControl = "no-store";
        await response.Body.WriteAsync(answer.Body, context.RequestAborted).ConfigureAwait(false);
    }

    internal static string? Value(HttpContext context, string name) => context.Request.RouteValues[name] as string;

    private static void Ask(
        IEndpointRouteBuilder routes, string address, IPublisherProtocol protocol,
        Func<HttpContext, PingDesk, Task<PublisherAnswer>> answer) =>
        routes.MapMethods(address, GetAndPost, Handler(answer)).WithName($"ping_{protocol.Name}").ExcludeFromDescription();

    private static RequestDelegate Handler(Func<HttpContext, PingDesk, Task<PublisherAnswer>> answer) => async context =>
    {
        var desk = (PingDesk)context.RequestServices.GetService(typeof(PingDesk))!;
        await WriteAsync(context, await answer(context, desk).ConfigureAwait(false)).ConfigureAwait(false);
    };
}
