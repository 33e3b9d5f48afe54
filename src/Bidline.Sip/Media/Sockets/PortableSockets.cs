using System.Net;
using System.Net.Sockets;

namespace Bidline.Sip.Media.Sockets;

/// <summary>The same by the framework's sockets, for systems without epoll. Dearer a packet, for small installations.</summary>
internal sealed class PortableSockets : IDatagramSockets
{
    private static readonly IPEndPoint AnyIPv4 = new(IPAddress.Any, 0);
    private static readonly IPEndPoint AnyIPv6 = new(IPAddress.IPv6Any, 0);

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Socket> _byNumber = [];
    private readonly Dictionary<Socket, int> _numbers = [];
    private readonly List<Socket> _waiting = [];
    private readonly Socket _wake = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly SocketAddress _from = new(AddressFamily.InterNetworkV6);
    private int _last;

    public PortableSockets()
    {
        _wake.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _wake.Connect(_wake.LocalEndPoint!);
        _wake.Blocking = false;
    }

    public int SocketsMax => 512;

    public bool TryBind(IPAddress address, int port, out int socket)
    {
        socket = -1;
        Socket opened = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            opened.Bind(new IPEndPoint(address, port));
        }
        catch (SocketException)
        {
            opened.Dispose();
            return false;
        }

        lock (_gate)
        {
            socket = ++_last;
            _byNumber[socket] = opened;
            _numbers[opened] = socket;
        }

        Wake();
        return true;
    }

    public void Close(int socket)
    {
        lock (_gate)
        {
            if (_byNumber.Remove(socket, out Socket? closed))
            {
                _numbers.Remove(closed);
                closed.Dispose();
            }
        }
    }

    public int Wait(Span<int> ready, int milliseconds)
    {
        _waiting.Clear();
        lock (_gate)
        {
            _waiting.AddRange(_numbers.Keys);
        }

        _waiting.Add(_wake);
        try
        {
            Socket.Select(_waiting, null, null, milliseconds * 1_000);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            return 0; // A socket was closed meanwhile; the next round waits without it.
        }

        return Number(ready);
    }

    public void Wake()
    {
        try
        {
            _wake.Send([1]);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Full: a wake-up is pending anyway.
        }
    }

    public int Receive(int socket, Span<byte> into, out MediaAddress from)
    {
        from = default;
        try
        {
            if (Find(socket) is not { Available: > 0 } found)
            {
                return -1;
            }

            int length = found.ReceiveFrom(into, SocketFlags.None, _from);
            IPEndPoint family = _from.Family == AddressFamily.InterNetwork ? AnyIPv4 : AnyIPv6;
            from = MediaAddress.Of((IPEndPoint)family.Create(_from));
            return length;
        }
        catch (SocketException)
        {
            return -1; // Also an ICMP error of an earlier packet: nothing to read.
        }
    }

    public bool TryTie(int socket, in MediaAddress peer) => false;

    public bool Send(int socket, ReadOnlySpan<byte> packet, in MediaAddress to)
    {
        try
        {
            return Find(socket)?.SendTo(packet, SocketFlags.None, to.ToIPEndPoint()) == packet.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _wake.Dispose();
        foreach (int socket in _byNumber.Keys.ToArray())
        {
            Close(socket);
        }
    }

    private int Number(Span<int> ready)
    {
        int count = 0;
        Span<byte> nothing = stackalloc byte[16];
        lock (_gate)
        {
            foreach (Socket socket in _waiting)
            {
                if (socket == _wake)
                {
                    socket.Receive(nothing);
                }
                else if (count < ready.Length && _numbers.TryGetValue(socket, out int number))
                {
                    ready[count++] = number;
                }
            }
        }

        return count;
    }

    private Socket? Find(int socket)
    {
        lock (_gate)
        {
            return _byNumber.GetValueOrDefault(socket);
        }
    }
}
