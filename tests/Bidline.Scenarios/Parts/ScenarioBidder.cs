using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Scenarios.Parts;

/// <summary>The bidders of one scenario: a real HTTP server, a path for each target.</summary>
internal sealed class ScenarioBidder : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, GivenTarget> _targets;
    private readonly WebApplication _server;

    private ScenarioBidder(WebApplication server, IReadOnlyDictionary<string, GivenTarget> targets) =>
        (_server, _targets) = (server, targets);

    public Uri Address => new(_server.Urls.First());

    /// <summary>The notices that its bidders were sent.</summary>
    public ConcurrentQueue<ToldNotice> Told { get; } = [];

    /// <summary>How often each was asked for a bid.</summary>
    public ConcurrentDictionary<string, int> Asked { get; } = [];

    public static async Task<ScenarioBidder> StartAsync(IEnumerable<GivenTarget> targets, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var bidder = new ScenarioBidder(builder.Build(), targets.ToDictionary(target => target.Id));
        bidder._server.Run(bidder.AnswerAsync);
        await bidder._server.StartAsync(cancel);
        return bidder;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!.Trim('/').Split('/');
        var target = _targets[path[0]];
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (path is [_, "told"])
        {
            Told.Enqueue(ToldNotice.Of(target.Id, http.Request.Headers, body.ToArray()));
            return;
        }

        var text = path.Length > 1
            ? await ConfirmAsync(target)
            : await BidAsync(target, Asked.AddOrUpdate(target.Id, 1, (_, times) => times + 1));
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
        await http.Response.WriteAsync(text);
    }

    private static async Task<string> BidAsync(GivenTarget target, int time)
    {
        await Task.Delay(target.AfterMs);
        return target.Bids is null
            ? """{"no_bid":{"code":"capacity","text":"no agents"}}"""
            : string.Create(CultureInfo.InvariantCulture, $$"""{"bid":"{{target.Bids}}","id":"{{target.Id}}-{{time}}"}""");
    }

    private static async Task<string> ConfirmAsync(GivenTarget target)
    {
        if (target.Confirms == "slowly") await Task.Delay(TimeSpan.FromSeconds(4));
        return target.Confirms == "no" ? """{"ok":false,"why":"sold meanwhile"}""" : """{"ok":true}""";
    }
}
