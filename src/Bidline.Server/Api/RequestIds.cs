using Bidline.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bidline.Server.Api;

/// <summary>Gives each request a name that the answer, the log and the audit share.</summary>
internal static class RequestIds
{
    private const string Header = "X-Request-Id";

    private static readonly object Key = new();

    /// <summary>The request's id, made and put on the answer when it is first asked for.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Items[Key] is string known) return known;
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        var id = $"req_{Ids.New(clock):N}";
        context.Items[Key] = id;
        if (!context.Response.HasStarted) context.Response.Headers[Header] = id;
        return id;
    }
}
