using System.Buffers;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Bidline.Auctions.Trials;

namespace Bidline.Adapters.Buyers.Watching;

/// <summary>One exchange while it happens.</summary>
internal sealed class TappedExchange(TimeProvider clock, int bodyMax)
{
    private readonly ArrayBufferWriter<byte> _body = new();
    private long _begunAt;
    private long? _connectedAt;
    private long? _securedAt;
    private long? _firstByteAt;
    private ExchangeTls? _tls;
    private SentRequest? _request;
    private HttpResponseMessage? _response;
    private IReadOnlyList<KeyValuePair<string, string>> _answerHeaders = [];
    private bool _isCut;

    public async Task BeginAsync(HttpRequestMessage request, CancellationToken cancel)
    {
        var body = request.Content is { } content
            ? await content.ReadAsByteArrayAsync(cancel).ConfigureAwait(false)
            : [];
        _request = new SentRequest(request.Method.Method, request.RequestUri!, HeadersOf(request), body);
        _begunAt = clock.GetTimestamp();
    }

    public void Connected() => _connectedAt = clock.GetTimestamp();

    public void Secured(SslStream tls)
    {
        _securedAt = clock.GetTimestamp();
        var until = tls.RemoteCertificate is X509Certificate2 certificate
            ? new DateTimeOffset(certificate.NotAfter).ToUniversalTime()
            : (DateTimeOffset?)null;
        _tls = new ExchangeTls(tls.SslProtocol.ToString(), until);
    }

    /// <summary>The answer's head is there; its body goes through the content that is returned.</summary>
    public HttpContent Begun(HttpResponseMessage response)
    {
        _firstByteAt = clock.GetTimestamp();
        _response = response;
        _answerHeaders = [.. Lines(response.Headers), .. Lines(response.Content.Headers)];
        return new TappedContent(response.Content, Take);
    }

    /// <summary>Null when nothing was sent.</summary>
    public BidderExchange? ToExchange(long doneAt)
    {
        if (_request is null) return null;
        var answer = _response is { } response
            ? new ReceivedAnswer(
                (int)response.StatusCode, response.Version, _answerHeaders, _body.WrittenSpan.ToArray(), _isCut)
            : null;
        var times = new ExchangeTimes(
            After(_connectedAt), After(_securedAt), After(_firstByteAt), clock.GetElapsedTime(_begunAt, doneAt));
        return new BidderExchange(_request, answer, times, _tls);
    }

    private void Take(ReadOnlySpan<byte> read)
    {
        var room = bodyMax - _body.WrittenCount;
        _isCut |= read.Length > room;
        _body.Write(read[..Math.Min(read.Length, room)]);
    }

    private static List<KeyValuePair<string, string>> HeadersOf(HttpRequestMessage request)
    {
        var lines = new List<KeyValuePair<string, string>> { new("Host", request.RequestUri!.Authority) };
        lines.AddRange(Lines(request.Headers));
        if (request.Content is not { Headers: var headers }) return lines;
        // Looking at it is what puts it among the headers.
        _ = headers.ContentLength;
        lines.AddRange(Lines(headers));
        return lines;
    }

    private static IEnumerable<KeyValuePair<string, string>> Lines(HttpHeaders headers) =>
        headers.NonValidated.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));

    private TimeSpan? After(long? timestamp) => timestamp is { } at ? clock.GetElapsedTime(_begunAt, at) : null;
}
