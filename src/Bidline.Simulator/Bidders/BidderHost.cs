using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Simulator.Bidders;

/// <summary>The ten bidders as one real HTTP server on loopback, a path each: /steady/bid, /sniper/bid…</summary>
internal sealed class BidderHost : IAsyncDisposable
{
    private const int BodyMax = 16 * 1024;

    private readonly ConcurrentDictionary<string, long> _asked = new();
    private readonly WebApplication _server;
    private readonly TimeProvider _clock;
    private readonly Dice _dice;

    private BidderHost(WebApplication server, Dice dice, TimeProvider clock) =>
        (_server, _dice, _clock) = (server, dice, clock);

    public Uri Address => new(_server.Urls.First());

    /// <summary>Where the bids that name a destination say the phones are.</summary>
    public required IPEndPoint Phones { get; init; }

    /// <summary>Questions that each character was asked.</summary>
    public IReadOnlyDictionary<string, long> Asked => _asked;

    public static async Task<BidderHost> StartAsync(
        IPEndPoint phones, Dice dice, TimeProvider clock, CancellationToken cancel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var host = new BidderHost(builder.Build(), dice, clock) { Phones = phones };
        host._server.Run(host.AnswerAsync);
        await host._server.StartAsync(cancel);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync();
        await _server.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var name = http.Request.Path.Value?.Split('/').ElementAtOrDefault(1);
        var character = Characters.All.FirstOrDefault(each => each.Name == name);
        if (character is null)
        {
            http.Response.StatusCode = 404;
            return;
        }

        _asked.AddOrUpdate(character.Name, 1, (_, count) => count + 1);
        var question = await ReadAsync(http);
        var reaction = Characters.ReactionOf(character, question, _dice);
        await Task.Delay(reaction.After, _clock, http.RequestAborted);
        await WriteAsync(http, character, question, reaction);
    }

    private static async Task<BidQuestion> ReadAsync(HttpContext http)
    {
        var body = new byte[BodyMax];
        var size = await http.Request.Body.ReadAtLeastAsync(
            body, body.Length, throwOnEndOfStream: false, http.RequestAborted);
        var query = http.Request.Query.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()));
        return BidQuestion.Read(query, body.AsSpan(0, size));
    }

    private async Task WriteAsync(HttpContext http, Character character, BidQuestion question, Reaction reaction)
    {
        if (reaction is Reaction.Resets)
        {
            http.Abort();
            return;
        }

        http.Response.StatusCode = reaction is Reaction.Fails fails ? fails.Status : 200;
        var text = reaction switch
        {
            Reaction.Says says => says.Body,
            Reaction.Fails => "the bidder is unwell",
            _ => BodyOf(character, question, reaction),
        };
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = Encoding.UTF8.GetByteCount(text);
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    private string BodyOf(Character character, BidQuestion question, Reaction reaction)
    {
        var phone = character.NamesDestination ? $"sip:{character.Name}@{Phones}" : null;
        var id = string.Create(CultureInfo.InvariantCulture, $"{character.Name}-{question.Key}");
        if (id.Length > 60) id = id[..60];
        return character.SpeaksRingba
            ? BidText.Ringba(reaction, id, phone)
            : BidText.Native(reaction, id, phone);
    }
}
