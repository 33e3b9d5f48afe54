using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Tests.Adapters.Conformance;

/// <summary>What can be wrong with the exchange of these tests: one thing at a time.</summary>
public enum ExchangeFault
{
    None,
    PriceIsANumber,
    NumberWithoutPlus,
    ExpiredAtOnce,
    IgnoresAccept,
    OffersBelowFloor,
    ReservesTests,
    BreaksOnUnknownFields,
    KnowsOnlyAscii,
    TakesAnyCaller,
    BreaksOnBrokenJson,
    BreaksOnDeepJson,
    ReadsHugeBodies,
    ReadsAnyXml,
    TakesAnyKey,
    InventsOffers,
    TakesAnySignature,
    TakesLoops,
    AnotherPriceAgain,
    ForgetsKeys,
    TakesKeysTwice,
    ClosesConnections,
    LateNowAndThen,
    BreaksUnderLoad,
}

/// <summary>An exchange as a stranger would write it, on Kestrel, sharing no code with ours. It has one fault, or none.</summary>
internal sealed class FaultyExchange : IAsyncDisposable
{
    public const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public const string Node = "faulty.example";

    private const string Key = "abcdef0123456789abcdef0123456789";
    private const int LoadMax = 20;

    private readonly ConcurrentDictionary<string, (string Body, string Answer)> _keys = new();
    private readonly WebApplication _server;
    private readonly ExchangeFault _fault;
    private int _came;
    private int _asked;
    private int _open;

    private FaultyExchange(WebApplication server, ExchangeFault fault) => (_server, _fault) = (server, fault);

    public Uri Offers => new($"{_server.Urls.Single()}/x/{Key}/offers");

    public static async Task<FaultyExchange> StartAsync(ExchangeFault fault = ExchangeFault.None)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        var exchange = new FaultyExchange(builder.Build(), fault);
        exchange._server.Run(exchange.AnswerAsync);
        await exchange._server.StartAsync();
        return exchange;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var open = Interlocked.Increment(ref _open);
        try
        {
            if (_fault == ExchangeFault.ClosesConnections) http.Response.Headers.Connection = "close";
            if (_fault == ExchangeFault.LateNowAndThen && Interlocked.Increment(ref _came) % 15 == 0) await Task.Delay(900);
            if (_fault == ExchangeFault.BreaksUnderLoad) await Task.Delay(30);
            var (status, body) = _fault == ExchangeFault.BreaksUnderLoad && open > LoadMax ? (503, "busy") : await DecideAsync(http);
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            http.Response.ContentLength = Encoding.UTF8.GetByteCount(body);
            await http.Response.WriteAsync(body);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task<(int Status, string Body)> DecideAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var text = await reader.ReadToEndAsync();
        if (!http.Request.Path.Value!.Contains(Key, StringComparison.Ordinal) && _fault != ExchangeFault.TakesAnyKey)
            return (404, Rejection("field"));
        if (!IsSigned(http.Request, text) && _fault != ExchangeFault.TakesAnySignature) return (401, Rejection("field"));
        if (http.Request.Method == "GET")
        {
            return _fault == ExchangeFault.InventsOffers || (_fault == ExchangeFault.ReservesTests && !http.Request.Path.Value.Contains("rsv_000", StringComparison.Ordinal))
                ? (200, """{"id":"p","status":"open","offer":"rsv_1"}""")
                : (404, Rejection("field"));
        }

        if (text.Length > 100_000 && _fault != ExchangeFault.ReadsHugeBodies) return (400, Rejection("field"));
        if (http.Request.ContentType!.Contains("xml", StringComparison.Ordinal))
            return _fault == ExchangeFault.ReadsAnyXml ? (200, Offer("27.20", 0)) : (400, Rejection("field"));
        return Repeated(http.Request.Headers["Idempotency-Key"].FirstOrDefault(), text, () => Read(http.Request, text));
    }

    private (int Status, string Body) Repeated(string? key, string body, Func<(int Status, string Body)> decide)
    {
        if (key is null || _fault == ExchangeFault.ForgetsKeys) return decide();
        if (_keys.TryGetValue(key, out var known))
        {
            return known.Body == body ? (200, known.Answer)
                : _fault == ExchangeFault.TakesKeysTwice ? decide()
                : (422, Rejection("field"));
        }

        var made = decide();
        if (made.Status == 200) _keys[key] = (body, made.Body);
        return made;
    }

    private (int Status, string Body) Read(HttpRequest request, string text)
    {
        JsonObject ping;
        try
        {
            ping = (JsonObject)JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 16 })!;
        }
        catch (Exception e) when (e is JsonException or InvalidCastException)
        {
            var breaks = _fault == ExchangeFault.BreaksOnBrokenJson
                || (_fault == ExchangeFault.BreaksOnDeepJson && text.Contains("[[[[", StringComparison.Ordinal));
            return breaks ? (500, "<html>oops</html>") : (400, Rejection("field"));
        }
        catch (ArgumentException)
        {
            return (400, Rejection("field"));
        }

        if (ping["caller_id"] is null && text.Length > 100_000) return (200, Offer("27.20", 0));
        if (request.Headers["X-Rtb-Chain"].ToString().Contains(Node, StringComparison.Ordinal) && _fault != ExchangeFault.TakesLoops)
            return (200, Rejection("loop"));
        if (ping.ContainsKey("x_nested") && _fault == ExchangeFault.BreaksOnUnknownFields) return (500, "{}");
        if (ping["attrs"]?["name"] is not null && _fault == ExchangeFault.KnowsOnlyAscii) return (400, "not latin");
        if (ping["caller_id"]?.ToString().StartsWith("+1", StringComparison.Ordinal) != true && _fault != ExchangeFault.TakesAnyCaller)
            return (200, Rejection("caller"));
        if (ping.ContainsKey("floor") && _fault != ExchangeFault.OffersBelowFloor) return (200, Rejection("price"));
        return (200, Offer(ping));
    }

    private string Offer(JsonObject ping)
    {
        var asked = Interlocked.Increment(ref _asked);
        var accept = ping["accept"]!;
        var kind = (bool)accept["sip"]! && (bool)accept["number"]! ? 0 : (bool)accept["sip"]! ? 1 : 2;
        var again = _fault == ExchangeFault.AnotherPriceAgain ? $"27.{asked % 90 + 10}" : "27.20";
        return Offer(again, _fault == ExchangeFault.IgnoresAccept ? 2 : kind);
    }

    private string Offer(string price, int kind)
    {
        var ttl = _fault == ExchangeFault.ExpiredAtOnce ? -60 : 30;
        var until = TimeProvider.System.GetUtcNow().AddSeconds(ttl).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var number = _fault == ExchangeFault.NumberWithoutPlus ? "8005550120" : "+18005550120";
        var to = kind switch
        {
            1 => "\"sip\":\"sip:rsv_1@faulty.example\"",
            2 => $"\"number\":\"{number}\"",
            _ => $"\"sip\":\"sip:rsv_1@faulty.example\",\"number\":\"{number}\"",
        };
        var amount = _fault == ExchangeFault.PriceIsANumber ? price : $"\"{price}\"";
        // Every offer that is made anew has an id of its own; the same caller's price is the same.
        var id = Interlocked.Increment(ref _asked);
        return $$$"""{"id":"p{{{id}}}","status":"offered","offer":"rsv_{{{id}}}","price":{{{amount}}},"currency":"USD","expires_at":"{{{until}}}","ttl_ms":{{{ttl * 1000}}},"destination":{"""
            + to + "}}";
    }

    private static string Rejection(string because) =>
        $$$"""{"id":"p","status":"rejected","price":"0.00","reason":{"class":"{{{because}}}","text":"no"}}""";

    private static bool IsSigned(HttpRequest request, string body)
    {
        var (id, time) = (request.Headers["webhook-id"].ToString(), request.Headers["webhook-timestamp"].ToString());
        var content = Encoding.UTF8.GetBytes($"{id}.{time}.{request.Method} {request.Path}{request.QueryString}\n{body}");
        var expected = $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Secret["whsec_".Length..]), content))}";
        return request.Headers["webhook-signature"].ToString().Contains(expected, StringComparison.Ordinal);
    }
}
