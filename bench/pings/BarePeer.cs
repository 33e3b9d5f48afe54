using System.Net;
using System.Text;
using System.Text.Json;
using Bidline.Primitives;

namespace Bidline.Bench.Pings;

/// <summary>Something that is asked for prices over HTTP.</summary>
internal abstract class Asked : IAsyncDisposable
{
    public abstract int Port { get; }

    public abstract string Path { get; }

    public abstract ValueTask DisposeAsync();
}

/// <summary>
/// The least that the same server and the same platform can do: Kestrel, a JSON document of the body, the fields read out
/// of it, and an answer of the same size. It decides nothing, remembers nothing and writes nothing down. With bidders it asks
/// them all at once with the platform's client, takes the best, and has a line on the disk before it answers.
/// </summary>
internal sealed class BarePeer : Asked
{
    private readonly WebApplication _app;
    private readonly PeerBidders? _bidders;

    private BarePeer(WebApplication app, PeerBidders? bidders) => (_app, _bidders) = (app, bidders);

    public override int Port => new Uri(_app.Urls.Single()).Port;

    public override string Path => "/rtb/v1/0f1e2d3c4b5a69788796a5b4c3d2e1f0/offers";

    /// <param name="bidders">Null when nobody is asked.</param>
    public static async Task<BarePeer> StartAsync(PeerBidders? bidders)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapPost("/rtb/v1/{key}/offers", context => AnswerAsync(context, bidders));
        await app.StartAsync();
        return new BarePeer(app, bidders);
    }

    public override async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _bidders?.Dispose();
    }

    private static async Task AnswerAsync(HttpContext context, PeerBidders? bidders)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body);
        var root = body.RootElement;
        var tags = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in root.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Object) tags[field.Name] = field.Value.ToString();
            else foreach (var inner in field.Value.EnumerateObject()) tags[inner.Name] = inner.Value.ToString();
        }

        var id = Ids.New(TimeProvider.System).ToString("N");
        var price = bidders is null ? "27.20" : await bidders.SellAsync(id, tags);
        var answer = Encoding.UTF8.GetBytes(
            $$"""{"id":"png_{{id}}","status":"offered","offer":"rsv_{{id}}","price":"{{price}}","currency":"USD","expires_at":"2026-05-02T15:04:25.12Z","ttl_ms":30000,"destination":{"sip":"sip:rsv_{{id}}@127.0.0.1:5060","number":"+18005550120"},"terms":[{"type":"min_connected_seconds","value":60},{"type":"calls","value":1}],"source_ref":"{{tags["source_ref"]}}","cached":false,"took_ms":0.1,"warnings":[{"code":"shared_number","text":"the number is shared by offers: prefer the SIP address"}]}""");
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }
}
