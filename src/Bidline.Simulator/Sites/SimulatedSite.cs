using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Simulator.Sites;

/// <summary>
/// A publisher's web site on loopback: real pages that load the exchange's number script from another origin, as any page
/// would. A plain one, one that draws itself, one with a strict policy, one that asks for consent, and one that is late.
/// </summary>
internal sealed class SimulatedSite : IAsyncDisposable
{
    private const string Nonce = "c2l0ZS1ub25jZQ";

    private static readonly Dictionary<string, string> Types = new()
    {
        [".html"] = "text/html; charset=utf-8", [".css"] = "text/css; charset=utf-8", [".js"] = "text/javascript; charset=utf-8",
    };

    private readonly WebApplication _server;

    private SimulatedSite(WebApplication server) => _server = server;

    public Uri Address => new(_server.Urls.First());

    /// <summary>Where the pages load the script from; null as long as no exchange is open.</summary>
    public Uri? Exchange { get; set; }

    public static async Task<SimulatedSite> StartAsync(CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var site = new SimulatedSite(builder.Build());
        site._server.Run(site.AnswerAsync);
        await site._server.StartAsync(cancel);
        return site;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        // Browsers ask every site for it; a page without one is no page with a fault.
        if (http.Request.Path == "/favicon.ico")
        {
            http.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        var name = http.Request.Path.Value is { Length: > 1 } path ? path[1..] : "index";
        if (!name.Contains('.', StringComparison.Ordinal)) name += ".html";
        if (PageOf(name) is not { } page || !Types.TryGetValue(Path.GetExtension(name), out var type))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var exchange = (Exchange ?? Address).ToString().TrimEnd('/');
        if (name == "strict.html")
        {
            http.Response.Headers.ContentSecurityPolicy =
                $"default-src 'none'; script-src 'nonce-{Nonce}'; connect-src {exchange}; style-src 'self'";
        }

        http.Response.ContentType = type;
        await http.Response.WriteAsync(page
            .Replace("${EXCHANGE}", exchange, StringComparison.Ordinal)
            .Replace("${NONCE}", Nonce, StringComparison.Ordinal));
    }

    private static string? PageOf(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Sites/{name}");
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
