using System.Net;
using System.Net.Sockets;

namespace Bidline.Sip.Transport;

/// <summary>The same with the managed socket, where libc has no recvmmsg: slower, and it allocates a little.</summary>
internal sealed class ManagedUdpPort : UdpPort
{
    private readonly byte[] _buffer = new byte[SlotSize];
    private readonly byte[] _room = new byte[SlotSize];
    private readonly Socket _bell = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly List<Socket> _waiting = new(2);
    private int _length;
    private Peer _source;

    public ManagedUdpPort(IPEndPoint listen)
        : base(listen)
    {
        Socket.Blocking = false;
        _bell.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _bell.Connect(_bell.LocalEndPoint!);
        _bell.Blocking = false;
    }

    public override void Wait(int milliseconds)
    {
        _waiting.Clear();
        _waiting.Add(Socket);
        _waiting.Add(_bell);
        try
        {
            Socket.Select(_waiting, null, null, milliseconds * 1000);
            if (_waiting.Contains(_bell)) _bell.Receive(_room);
        }
        catch (SocketException)
        {
            // A pending ICMP error of an earlier send; the read that follows clears it.
        }
    }

    public override void Wake()
    {
        try
        {
            _bell.Send([1]);
        }
        catch (SocketException)
        {
            // The bell is full: it rings already.
        }
    }

    public override int Receive()
    {
        EndPoint from = IsV6 ? new IPEndPoint(IPAddress.IPv6Any, 0) : new IPEndPoint(IPAddress.Any, 0);
        try
        {
            _length = Socket.ReceiveFrom(_buffer, ref from);
            _source = Peer.Of((IPEndPoint)from, SipTransport.Udp);
            return 1;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.MessageSize)
        {
            _length = SlotSize;
            return 1;
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    public override (byte[] Buffer, int Offset, int Length, Peer Source) Received(int index) =>
        (_buffer, 0, _length, _source);

    public override Span<byte> Room() => _room.AsSpan(0, SlotSize - 1);

    public override ReadOnlySpan<byte> Commit(int length, Peer to)
    {
        var text = _room.AsSpan(0, length);
        try
        {
            Socket.SendTo(text, SocketFlags.None, to.ToEndPoint(Bound.AddressFamily));
        }
        catch (SocketException)
        {
            // Lost like any datagram: the transaction repeats it.
        }

        return text;
    }

    public override ReadOnlySpan<byte> Peek(int length) => _room.AsSpan(0, length);

    public override void Flush()
    {
        // Every datagram went out when it was committed.
    }

    public override void Dispose()
    {
        base.Dispose();
        _bell.Dispose();
    }
}
