using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Bidline.Adapters.Buyers;
using Bidline.Connecting;
using Bidline.Postbacks;

namespace Bidline.Adapters.Postbacks;

/// <summary>Limits of the client that sends postbacks.</summary>
public sealed record PostbackClientSettings
{
    /// <summary>For one attempt, the connection included.</summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What an answer says is of no interest; a longer one costs its connection.</summary>
    public int DrainedMax { get; init; } = 16 * 1024;
}

/// <summary>
/// The HTTP client for postbacks, apart from the bidders': it follows no redirect, uses no proxy and no cookie, reads
/// no answer, and connects only to addresses that are allowed. Safe on any thread.
/// </summary>
public sealed class PostbackClient : IDisposable
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly PostbackClientSettings _settings;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;

    public PostbackClient(PostbackClientSettings settings, AddressPolicy addresses, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            SslOptions = BidderTls.OptionsWith(null),
            ConnectTimeout = settings.ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            PooledConnectionIdleTimeout = ConnectionLifetime,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = settings.DrainedMax,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            ConnectCallback = new GuardedConnect(addresses).ConnectAsync,
        });
    }

    /// <summary>The <see cref="SendPostback"/> of this process.</summary>
    public async Task<PostbackAnswer> SendAsync(PostbackRequest request, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(_settings.TimeMax, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            using var message = MessageOf(request);
            using var response = await _http.SendAsync(message, either.Token).ConfigureAwait(false);
            return new PostbackAnswer((int)response.StatusCode, null, RetryAfterOf(response.Headers.RetryAfter));
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new PostbackAnswer(null, "timed out");
        }
        catch (HttpRequestException fault)
        {
            return new PostbackAnswer(null, ErrorOf(fault));
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            return new PostbackAnswer(null, "connection broken");
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage MessageOf(PostbackRequest request)
    {
        var message = new HttpRequestMessage(request.IsGet ? HttpMethod.Get : HttpMethod.Post, request.Url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = request.IsGet ? null : new ReadOnlyMemoryContent(request.Body),
        };
        message.Content?.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", "Bidline");
        foreach (var (name, value) in request.Headers) message.Headers.TryAddWithoutValidation(name, value);
        return message;
    }

    private TimeSpan? RetryAfterOf(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - _clock.GetUtcNow() : (TimeSpan?)null);
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static string ErrorOf(HttpRequestException fault) => fault switch
    {
        { InnerException: ForbiddenAddressException forbidden } => $"the address is not allowed: {forbidden.Kind}",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "the host has no address",
        { HttpRequestError: HttpRequestError.ConnectionError } => "no connection",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "no TLS connection",
        { HttpRequestError: HttpRequestError.ResponseEnded } => "the connection was closed early",
        { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => "the answer's headers are too long",
        _ => "no HTTP answer",
    };
}
