using System.Net;
using System.Net.Sockets;
using System.Text;
using Bidline.Adapters.Buyers;
using Bidline.Connecting;
using Bidline.Tracking.Pages;

namespace Bidline.Adapters.Pages;

/// <summary>
/// The <see cref="FetchPage"/> of this process: it follows a few redirects, keeps no cookie, reads so much and no more, and
/// connects only to addresses that are allowed. Safe on any thread.
/// </summary>
public sealed class PageClient : IDisposable
{
    public const int LengthMax = 2 * 1024 * 1024;

    private const int RedirectsMax = 5;

    private const string Desktop =
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36";

    private const string Phone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";

    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _clock;

    public PageClient(AddressPolicy addresses, TimeProvider clock)
    {
        _clock = clock;
        var handler = GuardedConnect.HandlerFor(addresses);
        handler.AutomaticDecompression = DecompressionMethods.All;
        handler.ConnectTimeout = TimeSpan.FromSeconds(5);
        handler.MaxResponseHeadersLength = 64;
        _http = new HttpMessageInvoker(handler);
    }

    public async Task<(FetchedPage? Page, string? Trouble)> FetchAsync(
        Uri url, bool asPhone, Uri? referrer, CancellationToken cancel)
    {
        using var limit = new CancellationTokenSource(TimeMax, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, limit.Token);
        try
        {
            for (var hop = 0; hop <= RedirectsMax; hop++)
            {
                using var response = await _http.SendAsync(MessageOf(url, asPhone, referrer), either.Token).ConfigureAwait(false);
                if ((int)response.StatusCode is < 300 or > 399 || response.Headers.Location is not { } next)
                    return await ReadAsync(url, response, either.Token).ConfigureAwait(false);
                url = new Uri(url, next);
                if (url.Scheme is not ("http" or "https")) return (null, $"It leads to {url.Scheme}:, which is no page.");
            }

            return (null, $"It leads on more than {RedirectsMax} times.");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return (null, $"It did not answer within {TimeMax.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            return (null, $"It could not be reached: {e.GetBaseException().Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage MessageOf(Uri url, bool asPhone, Uri? referrer)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, url);
        message.Headers.TryAddWithoutValidation("User-Agent", asPhone ? Phone : Desktop);
        message.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml");
        message.Headers.Referrer = referrer;
        return message;
    }

    private static async Task<(FetchedPage?, string?)> ReadAsync(Uri url, HttpResponseMessage response, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var (buffer, length) = (new byte[LengthMax + 1], 0);
        while (length < buffer.Length
            && await stream.ReadAsync(buffer.AsMemory(length), cancel).ConfigureAwait(false) is > 0 and var count)
        {
            length += count;
        }

        if (length > LengthMax) return (null, $"It is longer than {LengthMax / 1024 / 1024} MB.");
        var policies = response.Headers.TryGetValues("Content-Security-Policy", out var values) ? values.ToArray() : [];
        var type = response.Content.Headers.ContentType?.MediaType ?? "of an unknown type";
        return (new FetchedPage(url, (int)response.StatusCode, type, Encoding.UTF8.GetString(buffer, 0, length), policies), null);
    }
}
