using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Console.Parts;

/// <summary>A buyer's HTTP server of the tests: it answers everything with what it is told, and keeps what it was asked.</summary>
public sealed class AnsweringBidder : IAsyncDisposable
{
    private readonly WebApplication _server;

    private AnsweringBidder(WebApplication server) => _server = server;

    public Uri Address => new(_server.Urls.Single());

    public string Type { get; set; } = "application/json";

    public string Body { get; set; } = "{}";

    public TimeSpan Thinks { get; set; }

    /// <summary>Path, query and body of every request.</summary>
    public ConcurrentQueue<(string Path, string Body)> Asked { get; } = new();

    public static async Task<AnsweringBidder> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var bidder = new AnsweringBidder(builder.Build());
        bidder._server.Run(bidder.AnswerAsync);
        await bidder._server.StartAsync();
        return bidder;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        Asked.Enqueue(($"{http.Request.Path}{http.Request.QueryString}", await reader.ReadToEndAsync()));
        if (Thinks > TimeSpan.Zero) await Task.Delay(Thinks);
        http.Response.ContentType = Type;
        await http.Response.WriteAsync(Body);
    }
}
