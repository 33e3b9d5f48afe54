using System.Net;
using Bidline.Sip.Media;
using Bidline.Sip.Media.Sockets;

namespace Bidline.Tests.Sip.Media.Relay;

/// <summary>Sockets that are only counted.</summary>
internal sealed class CountedSockets : IDatagramSockets
{
    private int _last;

    public HashSet<int> Taken { get; } = [];

    public int Open { get; private set; }

    public int SocketsMax => 1_000;

    public bool TryBind(IPAddress address, int port, out int socket)
    {
        socket = ++_last;
        bool bound = !Taken.Contains(port);
        Open += bound ? 1 : 0;
        return bound;
    }

    public void Close(int socket) => Open--;

    public int Wait(Span<int> ready, int milliseconds) => 0;

    public void Wake()
    {
    }

    public int Receive(int socket, Span<byte> into, out MediaAddress from)
    {
        from = default;
        return -1;
    }

    public bool TryTie(int socket, in MediaAddress peer) => false;

    public bool Send(int socket, ReadOnlySpan<byte> packet, in MediaAddress to) => true;

    public void Dispose()
    {
    }
}
