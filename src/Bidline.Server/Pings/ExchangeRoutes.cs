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
        Ask(routes, "ringba", "/rtb/v1/{environment}/{key}.{format:regex(^(json|xml)$)}", KeyOfAddress, Value);
        Ask(routes, "retreaver", "/rtbs.json", fields => fields.Any("key"));
        Ask(routes, "trackdrive", "/api/v1/inbound_webhooks/{environment:regex(^(ping|full)$)}/{key}", KeyOfAddress, Value);
        Ask(routes, "callgrid", "/api/bid/{key}", KeyOfAddress);
        Ask(routes, "leadspedia", "/call-preping.do", fields => fields.Any("lp_campaign_key"));
        SecondSteps.Map(routes);
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
        IEndpointRouteBuilder routes, string dialect, string address,
        Func<HttpContext, Func<PingFields, string?>> keyOf, Func<HttpContext, string, string?> value)
    {
        var protocol = PublisherProtocols.Of(dialect);
        routes.MapMethods(address, GetAndPost, (RequestDelegate)(async context =>
        {
            var desk = (PingDesk)context.RequestServices.GetService(typeof(PingDesk))!;
            var answer = await desk.AnswerAsync(
                context, protocol, keyOf(context), value(context, "environment") ?? "production",
                value(context, "format") ?? "json").ConfigureAwait(false);
            await WriteAsync(context, answer).ConfigureAwait(false);
        })).WithName($"ping_{dialect}").ExcludeFromDescription().ShortCircuit();
    }

    private static void Ask(IEndpointRouteBuilder routes, string dialect, string address, Func<PingFields, string?> keyOf) =>
        Ask(routes, dialect, address, _ => keyOf, Value);

    private static void Ask(
        IEndpointRouteBuilder routes, string dialect, string address, Func<HttpContext, Func<PingFields, string?>> keyOf) =>
        Ask(routes, dialect, address, keyOf, Value);

    private static Func<PingFields, string?> KeyOfAddress(HttpContext context) => _ => Value(context, "key");
}
