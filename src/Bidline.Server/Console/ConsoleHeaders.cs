using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Console;

/// <summary>What browsers are told about our pages.</summary>
internal static class ConsoleHeaders
{
    /// <summary>
    /// No script, font, image or connection but our own. Styles in attributes are allowed: MudBlazor writes them.
    /// </summary>
    private const string Policy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>Interfaces for machines, which have answers of their own.</summary>
    private static readonly PathString[] Machines = ["/v1", "/healthz", "/metrics", "/openapi", "/docs", "/n", "/n.js"];

    public static Task WriteAsync(HttpContext context, RequestDelegate next)
    {
        if (Machines.Any(path => context.Request.Path.StartsWithSegments(path)))
        {
            context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
            return next(context);
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        return next(context);
    }
}
