using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace Bidline.Bench.Pings;

/// <summary>Reads what the console's pages read while pings come in: lists of pings and calls, and what pings were good for.</summary>
internal sealed class ConsoleReader : IAsyncDisposable
{
    private static readonly string[] Pages = ["/v1/pings?limit=50", "/v1/pings/use", "/v1/calls?limit=50", "/v1/bidders"];

    private readonly HttpClient _http;
    private readonly CancellationTokenSource _over = new();
    private readonly List<double> _tookMs = [];
    private readonly Task _reading;

    public ConsoleReader(int port)
    {
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Exchange.AdminKey);
        _reading = Task.Run(ReadOnAsync);
    }

    /// <summary>How long pages took, and whether anything was lost on the way to the store.</summary>
    public async Task<string> SayAsync()
    {
        await _over.CancelAsync();
        await _reading;
        var all = _tookMs.Order().ToList();
        var metrics = await _http.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        var lost = metrics.Split('\n').Where(line => line.Contains("dropped", StringComparison.Ordinal) && !line.StartsWith('#'));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"    {all.Count} pages read meanwhile: p50 {all[all.Count / 2]:0} ms, p99 {all[all.Count * 99 / 100]:0} ms; {string.Join(", ", lost)}");
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _reading;
        _http.Dispose();
        _over.Dispose();
    }

    private async Task ReadOnAsync()
    {
        for (var i = 0; !_over.IsCancellationRequested; i++)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await _http.GetAsync(new Uri(Pages[i % Pages.Length], UriKind.Relative));
            await answer.Content.ReadAsByteArrayAsync();
            answer.EnsureSuccessStatusCode();
            _tookMs.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            await Task.Delay(100);
        }
    }
}
