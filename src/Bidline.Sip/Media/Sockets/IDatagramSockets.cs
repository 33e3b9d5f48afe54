using System.Net;

namespace Bidline.Sip.Media.Sockets;

/// <summary>
/// UDP sockets by number, waited for together. <see cref="EpollSockets"/> on Linux, <see cref="PortableSockets"/> elsewhere.
/// <see cref="TryBind"/>, <see cref="Close"/> and <see cref="Wake"/> may be called from any thread, the rest from one.
/// </summary>
internal interface IDatagramSockets : IDisposable
{
    /// <summary>How many sockets may be open for media; the rest of the process needs descriptors too.</summary>
    int SocketsMax { get; }

    bool TryBind(IPAddress address, int port, out int socket);

    void Close(int socket);

    /// <summary>
    /// Fills <paramref name="ready"/> with sockets that have a packet; fewer than its length, or none after the time.
    /// </summary>
    int Wait(Span<int> ready, int milliseconds);

    /// <summary>Ends the wait that goes on, or the next one.</summary>
    void Wake();

    /// <returns>The packet's length, cut to that of <paramref name="into"/>; -1 when there is none.</returns>
    int Receive(int socket, Span<byte> into, out MediaAddress from);

    /// <summary>
    /// Ties a socket to one peer: the system then drops what others send before it costs us anything, and sends without
    /// looking up the route each time. None unties it.
    /// </summary>
    /// <returns>False when that is not possible; the socket is untied then.</returns>
    bool TryTie(int socket, in MediaAddress peer);

    /// <param name="to">None for the peer that the socket is tied to.</param>
    bool Send(int socket, ReadOnlySpan<byte> packet, in MediaAddress to);
}
