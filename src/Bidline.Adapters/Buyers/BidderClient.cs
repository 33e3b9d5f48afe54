using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;

namespace Bidline.Adapters.Buyers;

/// <summary>
/// The one HTTP client that asks all bidders (stack.md 2f). It speaks HTTP/2 where TLS offers it, follows no redirect,
/// uses no proxy and no cookie, and reads only so much of an answer. An answer that comes late is read to its end,
/// because giving up would close the connection; what still goes on long after its time is cut off. Safe on any thread.
/// </summary>
public sealed class BidderClient : IDisposable
{
    private readonly BidderClientSettings _settings;
    private readonly TimeProvider _clock;
    private readonly HardStops _stops;
    private readonly BidderConnections _connections = new();
    private readonly HttpMessageInvoker _http;
    private long _retried;

    public BidderClient(BidderClientSettings settings, AddressPolicy addresses, TimeProvider clock)
        : this(settings, addresses, clock, static handler => handler, Dns.GetHostAddressesAsync)
    {
    }

    /// <param name="around">What stands between this client and the wire; see <see cref="Watching.WireTap"/>.</param>
    internal BidderClient(
        BidderClientSettings settings, AddressPolicy addresses, TimeProvider clock,
        Func<SocketsHttpHandler, HttpMessageHandler> around, ResolveHost resolve)
    {
        (_settings, _clock, _stops) = (settings, clock, new HardStops(clock));
        var connect = new GuardedConnect(addresses, resolve, _connections);
        _http = new HttpMessageInvoker(around(HandlerFor(settings, connect)));
    }

    /// <summary>Connections opened since the start.</summary>
    public long ConnectionsOpened => _connections.Opened;

    /// <summary>Requests sent a second time because their connection turned out to be closed.</summary>
    public long Retried => Interlocked.Read(ref _retried);

    /// <summary>Connections open now to the host of this URL, counted up to a most.</summary>
    public int OpenTo(Uri host, int most) => _connections.AliveTo(host, most);

    /// <summary>
    /// Asks one bidder: the <see cref="AskBidder"/> of this process. Every failure is a reason, none is thrown.
    /// </summary>
    public async Task<BidderReply> AskAsync(IBuyerProtocol protocol, BidRequest request, BidderTerms terms)
    {
        var (started, firstByteAt) = (_clock.GetTimestamp(), (long?)null);
        try
        {
            using var message = MessageOf(protocol.Write(request, terms));
            using var stop = _stops.After(terms.Timeout + _settings.LateFor);
            using var response = await SendAsync(message, started, request.Deadline, stop.Token).ConfigureAwait(false);
            firstByteAt = _clock.GetTimestamp();
            var answer = await ReadAsync(protocol, request, terms, response, stop.Token).ConfigureAwait(false);
            return new BidderReply(answer, firstByteAt, _clock.GetTimestamp());
        }
#pragma warning disable CA1031 // A stranger's server can fail in any way; each is one candidate's reason.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return new BidderReply(BidderFault.AnswerFor(fault, _settings), firstByteAt, _clock.GetTimestamp());
        }
    }

    /// <summary>
    /// Opens up to so many connections ahead of the first request, with as many HEAD requests at once to the host's root,
    /// whose answers do not matter. Completes when all have answered or failed; never throws for what the host does.
    /// </summary>
    public Task WarmAsync(Uri host, int count, CancellationToken cancel) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => KnockAsync(host, cancel)));

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler HandlerFor(
        BidderClientSettings settings, GuardedConnect connect) => new()
    {
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        // Keeps idle HTTP/2 connections open, and finds those whose other end has vanished.
        KeepAlivePingDelay = settings.PingEvery,
        KeepAlivePingTimeout = settings.PingTimeout,
        SslOptions = BidderTls.OptionsWith(settings.OwnRoots),
        ConnectTimeout = settings.ConnectTimeout,
        PooledConnectionLifetime = settings.ConnectionLifetime,
        PooledConnectionIdleTimeout = settings.ConnectionIdleMax,
        MaxConnectionsPerServer = settings.ConnectionsPerHost,
        MaxResponseHeadersLength = settings.HeaderKilobytesMax,
        // An answer that we refuse to read is not worth draining: the connection is closed.
        MaxResponseDrainSize = 0,
        ResponseDrainTimeout = TimeSpan.Zero,
        ConnectCallback = connect.ConnectAsync,
        PlaintextStreamFilter = (context, _) => new(new BidderStream(
            context.PlaintextStream, isShared: context.NegotiatedHttpVersion.Major >= 2, settings.AnswerMax)),
    };

    // A bidder that closes an idle connection as we take it did nothing wrong, and the request's id makes asking it
    // twice harmless: once more, while no byte of an answer has come and time is left (reliability.md F32).
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<HttpResponseMessage> SendAsync(
        HttpRequestMessage message, long started, TimeSpan deadline, CancellationToken stop)
    {
        try
        {
            return await _http.SendAsync(message, stop).ConfigureAwait(false);
        }
        catch (Exception fault) when (
            StaleConnectionException.IsCauseOf(fault) && _clock.GetElapsedTime(started) < deadline)
        {
            Interlocked.Increment(ref _retried);
        }

        return await _http.SendAsync(message, stop).ConfigureAwait(false);
    }

    private static HttpRequestMessage MessageOf(BidderHttpRequest request)
    {
        var message = new HttpRequestMessage(request.Method, request.Url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        message.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
        if (request.ContentType is null) return message;

        // Chunked bodies confuse simple bidders, so the length is always known.
        message.Content = new ReadOnlyMemoryContent(request.Body);
        message.Content.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        return message;
    }

    private async Task<BidAnswer> ReadAsync(
        IBuyerProtocol protocol, BidRequest request, BidderTerms terms, HttpResponseMessage response,
        CancellationToken stop)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400) return BidderFault.Redirected(status);
        var headers = response.Content.Headers;
        if (EncodingOf(headers) is { } encoding) return BidderFault.Encoded(encoding);
        if (headers.ContentLength > _settings.BodyMax) return BidderFault.TooLong(_settings.BodyMax);

        var length = (int)(headers.ContentLength ?? 4096);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1) + 1);
        try
        {
            using var stream = response.Content.ReadAsStream(stop);
            var read = 0;
            while (true)
            {
                var got = await stream.ReadAsync(buffer.AsMemory(read), stop).ConfigureAwait(false);
                if (got == 0) break;
                read += got;
                if (read > _settings.BodyMax) return BidderFault.TooLong(_settings.BodyMax);
                if (read == buffer.Length) buffer = Grown(buffer);
            }

            var type = headers.NonValidated.TryGetValues("Content-Type", out var types) ? types.ToString() : null;
            return protocol.Read(new BidderHttpAnswer(status, type, buffer.AsMemory(0, read)), request, terms);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grown(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static string? EncodingOf(HttpContentHeaders headers)
    {
        if (!headers.NonValidated.TryGetValues("Content-Encoding", out var values)) return null;
        var encoding = values.ToString();
        var isPlain = encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);
        return isPlain ? null : encoding;
    }

    private async Task KnockAsync(Uri host, CancellationToken cancel)
    {
        try
        {
            using var message = MessageOf(new BidderHttpRequest(HttpMethod.Head, host, [], null, default));
            using var stop = _stops.After(_settings.LateFor);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel, stop.Token);
            using var response = await _http.SendAsync(message, limit.Token).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Only the open connection matters; the first real request reports what is wrong.
        catch (Exception)
#pragma warning restore CA1031
        {
        }
    }
}
