using Bidline.Calls;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Console.Watching;

/// <summary>
/// What all open pages look at: the live calls and the newest others, kept by listening to the feed once for everybody
/// and only while somebody looks. Safe on any thread.
/// </summary>
internal sealed partial class CallWatch(
    CallFeed feed, CallLog log, CallQueries queries, TimeProvider clock, ILogger<CallWatch> logger)
{
    /// <summary>A page has not more rows of live calls than this; the count beside them is exact.</summary>
    public const int LiveMax = 200;

    /// <summary>Calls that were there before the watch began, read from the store.</summary>
    private const int LatestMax = 20;

    /// <summary>A reload of the page leaves and joins at once: that need not read everything again.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly HashSet<Seat> _seats = [];
    private Watch? _watch;

    /// <summary>
    /// Takes a place; its holder is told of changes, at most once a <paramref name="pace"/>, until it is disposed.
    /// </summary>
    public async Task<Seat> JoinAsync(Func<TimeSpan> pace, Func<Task> changed, CancellationToken cancel)
    {
        var seat = new Seat(this, pace, changed, clock);
        Task ready;
        lock (_gate)
        {
            _seats.Add(seat);
            _watch ??= Begin();
            ready = _watch.Ready;
        }

        try
        {
            await ready.WaitAsync(cancel);
        }
        catch
        {
            seat.Dispose();
            throw;
        }

        seat.Open();
        return seat;
    }

    /// <summary>The calls as they are now, newest first; empty while nobody looks.</summary>
    public IReadOnlyList<Bidline.Calls.Call> Calls()
    {
        lock (_gate) return _watch?.Book.NewestFirst() ?? [];
    }

    internal void Leave(Seat seat)
    {
        lock (_gate) _seats.Remove(seat);
        _ = StopWhenAloneAsync();
    }

    private async Task StopWhenAloneAsync()
    {
        await Task.Delay(Linger, clock);
        Watch? over;
        lock (_gate)
        {
            if (_seats.Count > 0 || _watch is null) return;
            (over, _watch) = (_watch, null);
        }

        over.Dispose();
    }

    private Watch Begin()
    {
        var watch = new Watch(feed.Subscribe());
        _ = RunAsync(watch);
        return watch;
    }

    private async Task RunAsync(Watch watch)
    {
        try
        {
            await LoadAsync(watch.Book, watch.Stopping);
            watch.IsReady();
            await foreach (var news in watch.Feed.ReadAsync(watch.Stopping))
            {
                if (news is FeedNews.Happened { Entry: var entry }) Apply(watch.Book, entry);
                else await LoadAsync(watch.Book, watch.Stopping);
                Tell();
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
        catch (Exception e)
        {
            // Whoever looks keeps what there is; the next to join starts anew.
            Log.Broken(logger, e);
            lock (_gate) if (_watch == watch) _watch = null;
            watch.Failed(e);
        }
    }

    private void Apply(WatchedCalls book, CallLogEntry entry)
    {
        lock (_gate) book.Apply(entry);
    }

    private void Tell()
    {
        lock (_gate)
        {
            foreach (var seat in _seats) seat.Tell();
        }
    }

    /// <summary>What the store has; events that the feed brings a second time are known by their number.</summary>
    private async Task LoadAsync(WatchedCalls book, CancellationToken cancel)
    {
        var live = await queries.ListAsync(new CallListQuery(Live: true, Tests: true, Limit: LiveMax), cancel);
        var latest = await queries.ListAsync(new CallListQuery(Tests: true, Limit: LatestMax), cancel);
        foreach (var id in live.Calls.Concat(latest.Calls).Select(call => call.Id).Distinct())
        {
            var entries = await log.ReadAsync(id, cancel);
            lock (_gate) book.Put(entries);
        }
    }

    /// <summary>One time of watching: from the first who looks until nobody does.</summary>
    private sealed class Watch(CallFeed.Subscription subscription) : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CallFeed.Subscription Feed => subscription;

        public WatchedCalls Book { get; } = new();

        public Task Ready => _ready.Task;

        public CancellationToken Stopping => _stop.Token;

        public void IsReady() => _ready.TrySetResult();

        public void Failed(Exception error)
        {
            _ready.TrySetException(error);
            Dispose();
        }

        public void Dispose()
        {
            _stop.Cancel();
            subscription.Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Error, "The console's watch over calls broke off; the next page to open starts it again")]
        public static partial void Broken(ILogger logger, Exception error);
    }
}
