using System.Globalization;
using System.Net;
using System.Text;
using Bidline.Auctions.Trials;

namespace Bidline.Adapters.Conformance.Publishers;

/// <summary>Stands where an exchange would, answers pings and keeps them. What it offers leads nowhere.</summary>
internal sealed class PublisherEar : IDisposable
{
    private const int BodyMax = 64 * 1024;

    private static readonly Part[] Opening =
        [Part.Offer, Part.Rejection, Part.Broken, Part.Failing, Part.TooMany, Part.Slow, Part.Offer, Part.Rejection];

    private readonly PublisherSettings _settings;
    private readonly TimeProvider _clock;
    private readonly HttpListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<HeardPing> _heard = [];
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _came;

    public PublisherEar(PublisherSettings settings, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);
        _listener.Prefixes.Add(settings.Listen.AbsoluteUri);
    }

    /// <summary>In the order in which they came.</summary>
    public IReadOnlyList<HeardPing> Heard
    {
        get
        {
            lock (_gate) return [.. _heard.OrderBy(ping => ping.Place)];
        }
    }

    /// <summary>Throws <see cref="HttpListenerException"/> where the address is taken.</summary>
    public void Start()
    {
        _listener.Start();
        _ = ListenAsync();
    }

    /// <summary>Until so many pings as are wanted have been answered, or their time is over.</summary>
    public async Task WaitAsync(CancellationToken cancel)
    {
        try
        {
            await _enough.Task.WaitAsync(_settings.AtMost, _clock, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is there is looked at.
        }
    }

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                _ = AnswerAsync(await _listener.GetContextAsync().ConfigureAwait(false));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        var (at, place) = (_clock.GetUtcNow(), Interlocked.Increment(ref _came) - 1);
        var part = place < Opening.Length ? Opening[place] : place % 2 == 0 ? Part.Offer : Part.Rejection;
        try
        {
            // Once it is answered, the connection is the next request's.
            var from = context.Request.RemoteEndPoint;
            var sent = await ReadAsync(context.Request).ConfigureAwait(false);
            if (part == Part.Slow) await Task.Delay(_settings.Slow, _clock).ConfigureAwait(false);
            var answer = await WriteAsync(context.Response, part).ConfigureAwait(false);
            var now = _clock.GetUtcNow();
            var times = new ExchangeTimes(null, null, now - at, now - at);
            Keep(new HeardPing(place, at, now, from, part,
                new BidderExchange(sent, answer, times, null)));
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // It broke off: there is nothing to look at.
        }
    }

    private void Keep(HeardPing ping)
    {
        lock (_gate)
        {
            _heard.Add(ping);
            if (_heard.Count >= _settings.Pings) _enough.TrySetResult();
        }
    }

    private static async Task<SentRequest> ReadAsync(HttpListenerRequest request)
    {
        var buffer = new byte[BodyMax];
        var length = await request.InputStream.ReadAtLeastAsync(buffer, BodyMax,
            throwOnEndOfStream: false).ConfigureAwait(false);
        var headers = request.Headers.AllKeys.OfType<string>()
            .Select(name => KeyValuePair.Create(name, request.Headers[name] ?? "")).ToList();
        return new SentRequest(request.HttpMethod, request.Url!, headers, buffer.AsMemory(0, length));
    }

    private async Task<ReceivedAnswer> WriteAsync(HttpListenerResponse response, Part part)
    {
        var (status, text) = BodyOf(part);
        var body = Encoding.UTF8.GetBytes(text);
        (response.StatusCode, response.ContentType, response.ContentLength64) = (status, "application/json", body.Length);
        List<KeyValuePair<string, string>> headers = [new("Content-Type", "application/json")];
        if (part == Part.TooMany)
        {
            var seconds = _settings.RetryAfter.TotalSeconds.ToString("0", CultureInfo.InvariantCulture);
            response.Headers["Retry-After"] = seconds;
            headers.Add(new("Retry-After", seconds));
        }

        await response.OutputStream.WriteAsync(body).ConfigureAwait(false);
        response.Close();
        return new ReceivedAnswer(status, HttpVersion.Version11, headers, body, IsCut: false);
    }

    private (int Status, string Body) BodyOf(Part part) => part switch
    {
        Part.Rejection => (200, Rejection("no_bid", "nobody bid enough")),
        Part.TooMany => (429, Rejection("rate_limited", "too many pings")),
        Part.Broken => (200, "{\"id\":\"png_0\",\"status\":\"off"),
        Part.Failing => (500, Rejection("internal", "ours")),
        _ => (200, Offer()),
    };

    private string Offer()
    {
        var until = _clock.GetUtcNow().AddSeconds(30).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return "{\"id\":\"png_0\",\"status\":\"offered\",\"offer\":\"rsv_0\",\"price\":\"27.20\",\"currency\":\"USD\","
            + "\"expires_at\":\"" + until + "\",\"ttl_ms\":30000,\"destination\":{\"sip\":\"sip:rsv_0@conformance.invalid\"},"
            + "\"terms\":[{\"type\":\"min_connected_seconds\",\"value\":60}],\"cached\":false,\"took_ms\":1.0,\"warnings\":[]}";
    }

    private static string Rejection(string because, string text) =>
        "{\"id\":\"png_0\",\"status\":\"rejected\",\"price\":\"0.00\",\"reason\":{\"class\":\"" + because
            + "\",\"text\":\"" + text + "\"}}";
}
