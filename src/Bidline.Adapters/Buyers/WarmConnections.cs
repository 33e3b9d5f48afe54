using Bidline.Campaigns;

namespace Bidline.Adapters.Buyers;

/// <summary>
/// Keeps connections open to every bidder of the book in force, so that no caller waits for a handshake: opened when a
/// market comes into force, and opened again, slowly, when bidders have closed them. Handshakes are rationed, so that a
/// large market does not begin with a storm of them; a host that keeps none is left in peace longer each time. One
/// instance a process.
/// </summary>
public sealed class WarmConnections(
    BidderClient client, BookShelf shelf, BidderClientSettings settings, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _oneRound = new(1, 1);
    private readonly Dictionary<Uri, (int Failures, long NextAt)> _patience = [];

    /// <summary>Looks after the connections until it is stopped.</summary>
    public async Task KeepAsync(CancellationToken stop)
    {
        using var changed = new SemaphoreSlim(0);
        void Changed(CampaignBook book) => changed.Release();
        shelf.Swapped += Changed;
        try
        {
            while (true)
            {
                await RoundAsync(stop).ConfigureAwait(false);
                await WaitAsync(changed, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
        finally
        {
            shelf.Swapped -= Changed;
        }
    }

    /// <summary>Opens what is missing, at the rate of the settings, and returns when all have answered or failed.</summary>
    public async Task RoundAsync(CancellationToken stop)
    {
        await _oneRound.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            var knocks = new List<Task>();
            var budget = settings.WarmBurst;
            foreach (var host in Due())
            {
                knocks.Add(OpenAsync(host, stop));
                if ((budget -= settings.WarmPerHost) > 0) continue;
                budget = settings.WarmPerSecond;
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stop).ConfigureAwait(false);
            }

            await Task.WhenAll(knocks).ConfigureAwait(false);
        }
        finally
        {
            _oneRound.Release();
        }
    }

    public void Dispose() => _oneRound.Dispose();

    private List<Uri> Due()
    {
        var hosts = HostsOf(shelf.Current).ToHashSet();
        var now = clock.GetTimestamp();
        lock (_patience)
        {
            foreach (var gone in _patience.Keys.Where(host => !hosts.Contains(host)).ToList()) _patience.Remove(gone);
            return [.. hosts
                .Where(host => !_patience.TryGetValue(host, out var known) || known.NextAt <= now)
                .Where(host => client.OpenTo(host, settings.WarmPerHost) < settings.WarmPerHost)];
        }
    }

    private static IEnumerable<Uri> HostsOf(CampaignBook book) => book.Targets.Values
        .Where(target => !target.Paused)
        .Select(target => target.Price)
        .OfType<TargetPrice.Bidder>()
        .Select(price => new Uri(price.Terms.Url.GetLeftPart(UriPartial.Authority)));

    // All at once, whatever is open: one request alone would only use the connection that is there.
    private async Task OpenAsync(Uri host, CancellationToken stop)
    {
        await client.WarmAsync(host, settings.WarmPerHost, stop).ConfigureAwait(false);
        var isOpen = client.OpenTo(host, 1) > 0;
        lock (_patience)
        {
            var failures = isOpen ? 0 : _patience.GetValueOrDefault(host).Failures + 1;
            var pause = settings.WarmEvery * Math.Pow(2, Math.Min(failures, 10));
            if (pause > PauseMax) pause = PauseMax;
            _patience[host] = (failures, clock.GetTimestamp() + (long)(pause.TotalSeconds * clock.TimestampFrequency));
        }
    }

    private async Task WaitAsync(SemaphoreSlim changed, CancellationToken stop)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(
            Task.Delay(settings.WarmEvery, clock, enough.Token), changed.WaitAsync(enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        // Several changes at once are one.
        while (changed.Wait(0, CancellationToken.None))
        {
        }
    }
}
