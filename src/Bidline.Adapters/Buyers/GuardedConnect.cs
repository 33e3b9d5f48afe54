using System.Net;
using System.Net.Sockets;
using Bidline.Connecting;

namespace Bidline.Adapters.Buyers;

/// <summary>A name led to an address that must not be talked to.</summary>
internal sealed class ForbiddenAddressException(string kind) : Exception($"{kind} address")
{
    public string Kind => kind;
}

/// <summary>The addresses of a host, as the resolver of the machine answers now.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancel);

/// <summary>
/// Opens connections to strangers' hosts. What is checked is the address that is connected, after DNS has answered for
/// this very connection, so an answer that changes between check and use changes nothing (reliability.md F31).
/// </summary>
internal sealed class GuardedConnect(AddressPolicy addresses, ResolveHost resolve, BidderConnections connections)
{
    /// <summary>With the machine's own resolver, for hosts whose connections nobody counts.</summary>
    public GuardedConnect(AddressPolicy addresses)
        : this(addresses, Dns.GetHostAddressesAsync, new BidderConnections())
    {
    }

    /// <summary>
    /// For hosts whose addresses people write down: no redirect is followed, no proxy and no cookie used, and connections are
    /// guarded. Its limits are whoever uses it to set.
    /// </summary>
    public static SocketsHttpHandler HandlerFor(AddressPolicy addresses) => new()
    {
        UseCookies = false,
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        SslOptions = BidderTls.OptionsWith(null),
        MaxResponseHeadersLength = 16,
        ConnectCallback = new GuardedConnect(addresses).ConnectAsync,
    };

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var found = await resolve(context.DnsEndPoint.Host, cancel).ConfigureAwait(false);
        var allowed = Array.FindAll(found, address => addresses.RefusalOf(address) is null);
        if (allowed.Length == 0) throw Forbidden(found);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel).ConfigureAwait(false);
            if (socket.RemoteEndPoint is not IPEndPoint peer || addresses.RefusalOf(peer.Address) is not null)
                throw Forbidden(found);
            return connections.Open(socket, context.InitialRequestMessage.RequestUri!);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private ForbiddenAddressException Forbidden(IPAddress[] found) =>
        new(found.Length == 0 ? "unknown" : addresses.RefusalOf(found[0]) ?? "unknown");
}
