using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Tests.Adapters.Conformance;

/// <summary>
/// A bidder as a stranger would write it, on Kestrel, sharing no code with ours: 31.50 for callers from Florida and
/// Texas. It has one fault, or none.
/// </summary>
internal sealed class FaultyBidder : IAsyncDisposable
{
    private const decimal Price = 31.50m;
    private const int CapOfTheForgetful = 90;
    private const int LoadMax = 20;

    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly string[] Known = ["id", "deadline_ms", "floor", "currency", "test", "campaign", "publisher", "call", "chain"];

    private readonly WebApplication _server;
    private readonly Fault _fault;
    private readonly FaultyMailbox _notices;
    private int _asked;
    private int _bids;
    private int _open;
    private long _lastAt;

    private FaultyBidder(WebApplication server, Fault fault) =>
        (_server, _fault, _notices) = (server, fault, new FaultyMailbox(fault));

    public Uri Url => new($"{_server.Urls.Single()}/bid");

    public Uri Notices => new($"{_server.Urls.Single()}/notices");

    public static async Task<FaultyBidder> StartAsync(Fault fault = Fault.None, Action<Microsoft.AspNetCore.Server.Kestrel.Core.ListenOptions>? listen = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen ?? (_ => { })));
        if (listen is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        var bidder = new FaultyBidder(builder.Build(), fault);
        bidder._server.Run(bidder.AnswerAsync);
        await bidder._server.StartAsync();
        return bidder;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var open = Interlocked.Increment(ref _open);
        try
        {
            await DelayAsync();
            if (_fault == Fault.ClosesConnections) http.Response.Headers.Connection = "close";
            if (http.Request.Path == "/notices") http.Response.StatusCode = await _notices.TakeAsync(http.Request);
            else if (_fault == Fault.BreaksUnderLoad && open > LoadMax) await WriteAsync(http, 503, new JsonObject { ["error"] = "busy" });
            else await AnswerQuestionAsync(http);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task DelayAsync()
    {
        var last = Interlocked.Read(ref _lastAt);
        if (_fault == Fault.LateNowAndThen && Interlocked.Increment(ref _asked) % 15 == 0) await Task.Delay(Slow);
        if (_fault == Fault.SlowAfterAPause && TimeProvider.System.GetElapsedTime(last) > Pause) await Task.Delay(Slow);
        if (_fault == Fault.BreaksUnderLoad) await Task.Delay(30);
        Interlocked.Exchange(ref _lastAt, TimeProvider.System.GetTimestamp());
    }

    private async Task AnswerQuestionAsync(HttpContext http)
    {
        try
        {
            var body = await new StreamReader(http.Request.Body).ReadToEndAsync();
            var question = JsonNode.Parse(body)!.AsObject();
            if (_fault == Fault.BreaksOnUnknownFields && question.Any(field => !Known.Contains(field.Key)))
            {
                await WriteAsync(http, 500, new JsonObject { ["error"] = "unknown field" });
                return;
            }

            if (AnswerTo(question) is { } answer) await WriteAsync(http, 200, answer);
            else http.Response.StatusCode = 204;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            await WriteAsync(http, _fault == Fault.BreaksOnBrokenJson ? 500 : 400, new JsonObject { ["error"] = broken.Message });
        }
    }

    private JsonObject? AnswerTo(JsonObject question)
    {
        var call = question["call"]!.AsObject();
        if (_fault == Fault.CutsNumbersOff && (int)question["deadline_ms"]! > short.MaxValue) throw new FormatException("overflow");
        var isStrange = call["tags"]!.AsObject().Any(tag => ((string)tag.Value!).Any(c => c > '~'));
        if (_fault == Fault.KnowsOnlyAscii && isStrange) throw new FormatException("strange letters");
        if (_fault == Fault.NeedsEveryField) _ = call["zip"]!.GetValue<string>();
        var state = (string?)call["state"];
        if (state is null) return NoBid("field", "needs a state");
        if (state is not ("FL" or "TX")) return _fault == Fault.NoBidIsANumber ? new JsonObject { ["no_bid"] = 42 } : null;
        var floor = decimal.Parse((string)question["floor"]!, CultureInfo.InvariantCulture);
        if (_fault == Fault.RoundsToCents) floor = Math.Round(floor, 2);
        if (floor > Price && _fault != Fault.IgnoresTheFloor) return NoBid("floor", "too dear");
        var number = Interlocked.Increment(ref _bids);
        return _fault == Fault.CountsTestQuestions && number > CapOfTheForgetful ? NoBid("capacity", "no agents") : Bid(number);
    }

    private JsonObject Bid(int number) => new()
    {
        ["bid"] = _fault == Fault.BidIsAnObject ? new JsonObject { ["amount"] = 31.5 } : "31.50",
        ["id"] = _fault == Fault.UsesABidIdAgain ? "my-only-bid" : $"b-{number}",
        ["destination"] = _fault == Fault.NamesADestinationNobodyDials ? "sip:desk4@bids.example.com;maddr=10.0.0.1" : "sip:desk4@bids.example.com",
        ["qualify_seconds"] = 90,
        ["valid_seconds"] = _fault == Fault.BidsThatAreOverAtOnce ? 0 : 60,
    };

    private static JsonObject NoBid(string code, string text) =>
        new() { ["no_bid"] = new JsonObject { ["code"] = code, ["text"] = text } };

    private async Task WriteAsync(HttpContext http, int status, JsonObject answer)
    {
        var bytes = Encoding.UTF8.GetBytes(answer.ToJsonString());
        if (_fault == Fault.Zips)
        {
            using var zipped = new MemoryStream();
            await using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) await gzip.WriteAsync(bytes);
            (bytes, http.Response.Headers.ContentEncoding) = (zipped.ToArray(), "gzip");
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = _fault == Fault.SaysItIsHtml && status == 200 ? "text/html" : "application/json";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes);
    }
}
