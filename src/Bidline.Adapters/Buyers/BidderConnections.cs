using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Bidline.Adapters.Buyers;

/// <summary>Which connections are open to each bidder's host. Safe on any thread.</summary>
internal sealed class BidderConnections
{
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Connection, byte>> _byHost =
        new(StringComparer.OrdinalIgnoreCase);

    private long _opened;

    /// <summary>All that were ever opened: when it grows though the number open does not, they do not last.</summary>
    public long Opened => Interlocked.Read(ref _opened);

    /// <summary>The connection as a stream, counted until it is closed.</summary>
    public Stream Open(Socket socket, Uri url)
    {
        Interlocked.Increment(ref _opened);
        var host = _byHost.GetOrAdd(HostOf(url), static _ => new ConcurrentDictionary<Connection, byte>());
        var connection = new Connection(socket, host);
        host.TryAdd(connection, 0);
        return connection;
    }

    /// <summary>
    /// Connections to this host that its end has not closed, counted up to a most. A connection that is just being
    /// answered may be missed, which is of no harm: one more is opened.
    /// </summary>
    public int AliveTo(Uri url, int most) =>
        _byHost.TryGetValue(HostOf(url), out var open) ? open.Keys.Where(one => one.IsAlive).Take(most).Count() : 0;

    private static string HostOf(Uri url) => url.GetLeftPart(UriPartial.Authority);

    private sealed class Connection(Socket socket, ConcurrentDictionary<Connection, byte> host)
        : NetworkStream(socket, ownsSocket: true)
    {
        private const int Open = 0;
        private const int Reading = 1;
        private const int Closing = 2;
        private int _state;

        // The pool looks at its idle connections every half minute only; a bidder may close them after five seconds.
        public bool IsAlive
        {
            get
            {
                try
                {
                    return !Socket.Poll(0, SelectMode.SelectRead);
                }
                catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
                {
                    return false;
                }
            }
        }

        // A socket closed under a read that waits leaves what that read holds to the finalizer, buffer and all, and what
        // waits for a finalizer is carried through a collection. So such a read is ended first: its end closes.
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = base.ReadAsync(buffer, cancellationToken);
            return read.IsCompleted || Interlocked.CompareExchange(ref _state, Reading, Open) != Open
                ? read
                : EndedAsync(read);
        }

        protected override void Dispose(bool disposing)
        {
            host.TryRemove(this, out _);
            if (disposing && Interlocked.Exchange(ref _state, Closing) == Reading) EndRead();
            else base.Dispose(disposing);
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        private async ValueTask<int> EndedAsync(ValueTask<int> read)
        {
            try
            {
                return await read.ConfigureAwait(false);
            }
            finally
            {
                if (Interlocked.CompareExchange(ref _state, Open, Reading) == Closing) base.Dispose(true);
            }
        }

        private void EndRead()
        {
            try
            {
                Socket.Shutdown(SocketShutdown.Both);
            }
            catch (SocketException)
            {
                // The other end was faster: the read has ended or is about to.
            }
        }
    }
}
