using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Bidline.Calls;

/// <summary>
/// Tells whoever listens what happens to calls, as soon as it is durable, in order within a call. Publishing never
/// waits: a listener that is too slow loses events and is told so. Safe on any thread.
/// </summary>
public sealed class CallFeed
{
    private readonly ConcurrentDictionary<Subscription, byte> _listeners = new();

    /// <summary>Hears everything published from now on, until it is disposed.</summary>
    public Subscription Subscribe()
    {
        var subscription = new Subscription(this);
        _listeners.TryAdd(subscription, 0);
        return subscription;
    }

    public void Publish(CallLogEntry entry)
    {
        foreach (var (listener, _) in _listeners) listener.Offer(entry);
    }

    private void Leave(Subscription subscription) => _listeners.TryRemove(subscription, out _);

    /// <summary>One listener's place. Read by one reader at a time.</summary>
    public sealed class Subscription : IDisposable
    {
        /// <summary>Events that wait for a slow listener: some seconds of a busy exchange.</summary>
        public const int WaitingMax = 2_048;

        private readonly CallFeed _feed;
        private readonly Channel<CallLogEntry> _waiting = Channel.CreateBounded<CallLogEntry>(
            new BoundedChannelOptions(WaitingMax) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

        private long _missed;

        internal Subscription(CallFeed feed) => _feed = feed;

        /// <summary>Ends when the subscription is disposed.</summary>
        public async IAsyncEnumerable<FeedNews> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
        {
            while (await _waiting.Reader.WaitToReadAsync(cancel))
            {
                while (_waiting.Reader.TryRead(out var entry)) yield return new FeedNews.Happened(entry);
                if (Interlocked.Exchange(ref _missed, 0) is > 0 and var missed)
                    yield return new FeedNews.Missed(missed);
            }
        }

        public void Dispose()
        {
            _feed.Leave(this);
            _waiting.Writer.TryComplete();
        }

        internal void Offer(CallLogEntry entry)
        {
            if (!_waiting.Writer.TryWrite(entry)) Interlocked.Increment(ref _missed);
        }
    }
}

/// <summary>What a listener of the feed is told.</summary>
public abstract record FeedNews
{
    private FeedNews()
    {
    }

    /// <summary>This event is in the log.</summary>
    public sealed record Happened(CallLogEntry Entry) : FeedNews;

    /// <summary>
    /// The listener was too slow for this many events: what it shows must be read again from the store.
    /// </summary>
    public sealed record Missed(long Events) : FeedNews;
}
