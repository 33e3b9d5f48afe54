using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Bidline.Simulator.Telephony;

/// <summary>What one side of a call sent and heard.</summary>
/// <param name="Lost">Gaps in the sequence numbers of what arrived.</param>
/// <param name="HeardHertz">The tone of the last packet; 0 when nothing was heard.</param>
public readonly record struct SoundCounts(long Sent, long Received, long Lost, int HeardHertz);

/// <summary>
/// One telephone's RTP: a tone out every 20 ms, and a count of what comes in. Driven by <see cref="SoundClock"/>.
/// </summary>
internal sealed class SoundStream : IDisposable
{
    private const int HeaderSize = 12;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _packet = new byte[HeaderSize + Tone.FrameSize];
    private readonly byte[] _heard = new byte[1500];
    private readonly int _hertz;
    private readonly uint _source;
    private IPEndPoint? _remote;
    private ushort _sequence = 1;
    private uint _timestamp = 160;
    private int _lastHeard = -1;
    private long _sent;
    private long _received;
    private long _lost;
    private int _heardHertz;
    private volatile bool _closed;

    public SoundStream(IPAddress address, int hertz)
    {
        _hertz = hertz;
        _socket.Bind(new IPEndPoint(address, 0));
        Local = (IPEndPoint)_socket.LocalEndPoint!;
        _source = (uint)Local.Port * 2654435761u;
    }

    public IPEndPoint Local { get; }

    public SoundCounts Counts => new(
        Volatile.Read(ref _sent), Volatile.Read(ref _received), Volatile.Read(ref _lost), Volatile.Read(ref _heardHertz));

    /// <summary>Begins to send there; a second call (re-INVITE) moves the stream.</summary>
    public void SendTo(IPEndPoint remote, int payloadType)
    {
        Tone.Frame(_hertz, payloadType).CopyTo(_packet, HeaderSize);
        _packet[0] = 0x80;
        _packet[1] = (byte)payloadType;
        BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(8), _source);
        Volatile.Write(ref _remote, remote);
    }

    /// <summary>One tick of 20 ms, on the clock's thread alone.</summary>
    public void Tick()
    {
        if (_closed) return;
        try
        {
            Hear();
            if (Volatile.Read(ref _remote) is { } remote) Send(remote);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // A far side that has already closed its port answers with ICMP: no reason to stop a telephone.
        }
    }

    public void Dispose()
    {
        _closed = true;
        _socket.Dispose();
    }

    private void Send(IPEndPoint remote)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_packet.AsSpan(2), _sequence++);
        BinaryPrimitives.WriteUInt32BigEndian(_packet.AsSpan(4), _timestamp);
        _timestamp += Tone.FrameSize;
        _socket.SendTo(_packet, remote);
        _sent++;
    }

    private void Hear()
    {
        while (_socket.Available > 0)
        {
            var size = _socket.Receive(_heard);
            if (size <= HeaderSize || (_heard[0] >> 6) != 2) continue;
            var sequence = BinaryPrimitives.ReadUInt16BigEndian(_heard.AsSpan(2));
            if (_lastHeard >= 0) _lost += Math.Clamp((ushort)(sequence - _lastHeard - 1), (ushort)0, (ushort)500) % 500;
            _lastHeard = sequence;
            _received++;
            if (size == HeaderSize + Tone.FrameSize) _heardHertz = Tone.Hear(_heard.AsSpan(HeaderSize, Tone.FrameSize));
        }
    }
}
