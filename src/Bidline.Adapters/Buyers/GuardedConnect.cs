using System.Net;
using System.Net.Sockets;
using Bidline.Connecting;

namespace Bidline.Adapters.Buyers;

/// <summary>A name led to an address that must not be talked to.</summary>
internal sealed class ForbiddenAddressException(string kind) : Exception($"{kind} address")
{
    public string Kind => kind;
}

/// <summary>
/// Opens connections to strangers' hosts. What is checked is the address that is connected, after DNS has answered for
/// this very connection, so an answer that changes between check and use changes nothing (reliability.md F31).
/// </summary>
internal sealed class GuardedConnect(AddressPolicy addresses)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var found = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancel).ConfigureAwait(false);
        var allowed = Array.FindAll(found, address => addresses.RefusalOf(address) is null);
        if (allowed.Length == 0) throw Forbidden(found);

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancel).ConfigureAwait(false);
            if (socket.RemoteEndPoint is not IPEndPoint peer || addresses.RefusalOf(peer.Address) is not null)
                throw Forbidden(found);
            return new NetworkStream(socket, ownsSocket: true);
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
