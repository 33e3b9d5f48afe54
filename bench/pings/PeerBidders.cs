using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Bidline.Bench.Pings;

/// <summary>
/// The least that an auction among bidders over HTTP takes on this platform: the same twenty, a body each, all at once,
/// the best price of those that answer, and one line flushed to the disk. No deadline, no rows, no rules.
/// </summary>
internal sealed class PeerBidders(string port, int afterMs) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false });
    private readonly string _file = Path.GetTempFileName();
    private readonly Uri[] _bidders =
        [.. Enumerable.Range(1, 20).Select(i => new Uri($"http://127.0.0.{i}:{port}/after/{afterMs}"))];

    private readonly SemaphoreSlim _writing = new(1);
    private FileStream? _lines;

    /// <summary>The best price, durable.</summary>
    public async Task<string> SellAsync(string id, IReadOnlyDictionary<string, string> tags)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(tags);
        var best = (await Task.WhenAll(_bidders.Select(bidder => AskAsync(bidder, body)))).Max();
        var price = best.ToString(CultureInfo.InvariantCulture);
        await _writing.WaitAsync();
        try
        {
            _lines ??= new FileStream(_file, FileMode.Append);
            _lines.Write(Encoding.UTF8.GetBytes($"{id} {price} {JsonSerializer.Serialize(tags)}\n"));
            _lines.Flush(flushToDisk: true);
        }
        finally
        {
            _writing.Release();
        }

        return price;
    }

    public void Dispose()
    {
        _http.Dispose();
        _lines?.Dispose();
        _writing.Dispose();
        File.Delete(_file);
    }

    private async Task<decimal> AskAsync(Uri bidder, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        using var answer = await _http.PostAsync(bidder, content);
        var bid = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return decimal.Parse(bid.GetProperty("bid").GetString()!, CultureInfo.InvariantCulture);
    }
}
