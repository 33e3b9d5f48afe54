using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Visits;

/// <summary>/n.js and what it asks for. Anybody may, from any page: who may use a pool is the pool's to say.</summary>
internal static class PageRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/n.js", (RequestDelegate)NumberScript.WriteAsync).WithName("number_script").ExcludeFromDescription();
        Ask(routes, "leases", (desk, context) => desk.LeaseAsync(context));
        Ask(routes, "renewals", (desk, context) => desk.RenewAsync(context));
        Ask(routes, "releases", (desk, context) => desk.ReleaseAsync(context));
        routes.MapMethods("/n/{pool}/{what}", ["OPTIONS"], (RequestDelegate)Allow).ExcludeFromDescription();
    }

    private static void Ask(IEndpointRouteBuilder routes, string what, Func<VisitDesk, HttpContext, Task> answer) =>
        routes.MapPost($"/n/{{pool}}/{what}", (RequestDelegate)(context =>
        {
            AllowAnyPage(context.Response.Headers);
            return answer((VisitDesk)context.RequestServices.GetService(typeof(VisitDesk))!, context);
        })).WithName($"visit_{what}").ExcludeFromDescription();

    private static Task Allow(HttpContext context)
    {
        AllowAnyPage(context.Response.Headers);
        context.Response.Headers.AccessControlAllowMethods = "POST";
        context.Response.Headers.AccessControlAllowHeaders = "content-type";
        context.Response.Headers.AccessControlMaxAge = "86400";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    // Nothing here depends on who is signed in: no cookies come along, and none are set.
    private static void AllowAnyPage(IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = "*";
        headers.CacheControl = "no-store";
    }
}
