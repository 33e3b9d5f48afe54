using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Bidline.Adapters.Buyers;
using Bidline.Connecting;
using Bidline.Postbacks;
using Bidline.Postbacks.Ads;

namespace Bidline.Adapters.Postbacks;

/// <summary>Limits of the client that sends postbacks.</summary>
public sealed record PostbackClientSettings
{
    /// <summary>For one attempt, the connection included.</summary>
    public TimeSpan TimeMax { get; init; } = TimeSpan.FromSeconds(15);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What an answer says is of no interest; a longer one costs its connection.</summary>
    public int DrainedMax { get; init; } = 16 * 1024;

    /// <summary>What is read of an advertising platform's answer.</summary>
    public int ReadMax { get; init; } = 64 * 1024;
}

/// <summary>
/// The HTTP client for postbacks, apart from the bidders': it follows no redirect, uses no proxy and no cookie, reads
/// no answer but those of advertising platforms, and connects only to addresses that are allowed. Safe on any thread.
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
        var handler = GuardedConnect.HandlerFor(addresses);
        handler.ConnectTimeout = settings.ConnectTimeout;
        handler.PooledConnectionLifetime = ConnectionLifetime;
        handler.PooledConnectionIdleTimeout = ConnectionLifetime;
        handler.MaxResponseDrainSize = settings.DrainedMax;
        handler.ResponseDrainTimeout = TimeSpan.FromSeconds(1);
        _http = new HttpMessageInvoker(handler);
    }

    /// <summary>The <see cref="SendPostback"/> of this process.</summary>
    public async Task<PostbackAnswer> SendAsync(PostbackRequest request, CancellationToken stopping) =>
        (await ExchangeAsync(request, read: false, stopping).ConfigureAwait(false)).Answer;

    /// <summary>The <see cref="AskPlatform"/> of this process.</summary>
    public Task<PlatformAnswer> AskAsync(PostbackRequest request, CancellationToken stopping) =>
        ExchangeAsync(request, read: true, stopping);

    private async Task<PlatformAnswer> ExchangeAsync(PostbackRequest request, bool read, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(_settings.TimeMax, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, limit.Token);
        try
        {
            using var message = MessageOf(request);
            using var response = await _http.SendAsync(message, either.Token).ConfigureAwait(false);
            var answer = new PostbackAnswer((int)response.StatusCode, null, RetryAfterOf(response.Headers.RetryAfter));
            return new PlatformAnswer(answer, read ? await ReadAsync(response, either.Token).ConfigureAwait(false) : "");
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return Failed("timed out");
        }
        catch (HttpRequestException fault)
        {
            return Failed(ErrorOf(fault));
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            return Failed("connection broken");
        }
    }

    private static PlatformAnswer Failed(string error) => new(new PostbackAnswer(null, error), "");

    /// <summary>The beginning of the body: what platforms have to say is short.</summary>
    private async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken stopping)
    {
        using var body = await response.Content.ReadAsStreamAsync(stopping).ConfigureAwait(false);
        var buffer = new byte[_settings.ReadMax];
        var length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stopping)
            .ConfigureAwait(false);
        return Encoding.UTF8.GetString(buffer, 0, length);
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage MessageOf(PostbackRequest request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Url)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = request.Method == "POST" ? new ReadOnlyMemoryContent(request.Body) : null,
        };
        message.Content?.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
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
