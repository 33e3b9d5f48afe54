using System.Collections.Concurrent;
using System.Net.Sockets;

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

        protected override void Dispose(bool disposing)
        {
            host.TryRemove(this, out _);
            base.Dispose(disposing);
        }
    }
}
