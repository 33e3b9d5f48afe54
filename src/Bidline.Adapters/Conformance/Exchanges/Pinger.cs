using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Bidline.Adapters.Buyers;
using Bidline.Adapters.Buyers.Watching;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Postbacks;
using Bidline.Primitives;

namespace Bidline.Adapters.Conformance.Exchanges;

/// <summary>Pings as a publisher does, and keeps what went over the wire. Ordinary pings say test: true.</summary>
internal sealed class Pinger(ExchangeSettings settings, TimeProvider clock) : IDisposable
{
    /// <summary>What is allowed for the way there and back.</summary>
    public static readonly TimeSpan Way = TimeSpan.FromMilliseconds(20);

    private static readonly BidderClientSettings Patient = new()
    {
        LateFor = TimeSpan.FromSeconds(5),
        ConnectTimeout = TimeSpan.FromSeconds(5),
        ConnectionsPerHost = 200,
        BodyMax = 256 * 1024,
    };

    // The exchange is where the person who typed its address says it is, also on this machine.
    private readonly WatchedClient _client = new(Patient, new AddressPolicy(allowPrivate: true), clock);
    private int _count;

    public int Count => _count;

    public TimeSpan Allowed => settings.Deadline + Way;

    /// <summary>An ordinary ping's body; a check adds what is out of the ordinary.</summary>
    public JsonObject Body(string? caller = null)
    {
        var tags = new JsonObject();
        foreach (var (name, value) in settings.Tags) tags[name] = value;
        return new JsonObject
        {
            ["caller_id"] = caller ?? settings.Caller,
            ["source_ref"] = "conformance",
            ["attrs"] = tags,
            ["accept"] = new JsonObject { ["sip"] = true, ["number"] = true },
            ["test"] = true,
        };
    }

    public Task<Pinged> PingAsync(string title = "an ordinary ping", Action<JsonObject>? change = null,
        string? caller = null)
    {
        var body = Body(caller);
        change?.Invoke(body);
        return SendAsync(PingAsk.Of(title, body));
    }

    public async Task<Pinged> SendAsync(PingAsk ask)
    {
        Interlocked.Increment(ref _count);
        var terms = new BidderTerms("ping", settings.Offers, settings.Deadline, null, ShareCaller.Never);
        var reply = await _client.AskAsync(new Wire(ask, settings, clock), Nothing(), terms).ConfigureAwait(false);
        return new Pinged(ask, reply.Answer, reply.Exchange);
    }

    public void Dispose() => _client.Dispose();

    // The client of the auctions carries it; nothing of a bid request is sent.
    private BidRequest Nothing() => new(
        AuctionId.New(clock), CallId.New(clock), settings.Deadline, Money.Zero(Currency.Usd), Test: true,
        new CampaignId("conformance"), "", null, null, null, null, null, null, null, null,
        new Dictionary<string, string>(), []);

    private sealed class Wire(PingAsk ask, ExchangeSettings settings, TimeProvider clock) : IBuyerProtocol
    {
        public string Name => "ping";

        public BidderHttpRequest Write(BidRequest request, BidderTerms terms)
        {
            var url = ask.Elsewhere ?? new Uri(settings.Offers.AbsoluteUri.TrimEnd('/') + ask.Path);
            List<KeyValuePair<string, string>> headers =
            [
                new("X-Rtb-Deadline-Ms", settings.Deadline.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture)),
                .. ask.Headers,
            ];
            if ((ask.WrongSecret ?? settings.Secret) is { } secret)
            {
                byte[] signed = [.. Encoding.UTF8.GetBytes($"{ask.Method} {url.PathAndQuery}\n"), .. ask.Body.Span];
                headers.AddRange(WebhookSignature.Headers($"msg_{Ids.New(clock):N}", clock.GetUtcNow(), signed, [secret]));
            }

            return new BidderHttpRequest(ask.Method, url, headers, ask.ContentType, ask.Body);
        }

        // What it says is read from the wire: any status has a body to look at.
        public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) =>
            new BidAnswer.NoBid(Reason.Of("no_bid.declined"));
    }
}
