using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Bidline.Sip.Media;

namespace Bidline.Tests.Sip.Media;

/// <summary>A party with a real UDP socket that sends and hears RTP.</summary>
internal sealed class Phone : IDisposable
{
    private const int HearWithinMilliseconds = 30_000;
    private const int SilenceMilliseconds = 100;

    private readonly Socket _socket;

    public Phone(IPAddress? address = null)
    {
        IPAddress bound = address ?? IPAddress.Loopback;
        _socket = new Socket(bound.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(new IPEndPoint(bound, 0));
    }

    public MediaAddress Address => MediaAddress.Of((IPEndPoint)_socket.LocalEndPoint!);

    public void Say(int port, Heard packet)
    {
        Span<byte> bytes = stackalloc byte[172];
        bytes.Fill(0xFF);
        bytes[0] = 0x80;
        bytes[1] = (byte)packet.PayloadType;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[2..], packet.Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[4..], packet.Timestamp);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[8..], packet.Source);
        bytes[12] = packet.FirstByte;
        SendRaw(port, bytes);
    }

    public void SendRaw(int port, ReadOnlySpan<byte> bytes) =>
        _socket.SendTo(bytes, SocketFlags.None, new IPEndPoint(((IPEndPoint)_socket.LocalEndPoint!).Address, port));

    public Heard? Hear(int milliseconds = HearWithinMilliseconds)
    {
        byte[]? bytes = HearRaw(milliseconds);
        return bytes is null ? null : new Heard(
            bytes[1] & 0x7F,
            BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(2)),
            BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4)),
            BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(8)),
            bytes.Length > 12 ? bytes[12] : (byte)0);
    }

    public byte[]? HearRaw(int milliseconds = HearWithinMilliseconds)
    {
        byte[] buffer = new byte[2_048];
        return _socket.Poll(milliseconds * 1_000, SelectMode.SelectRead)
            ? buffer[.._socket.Receive(buffer)]
            : null;
    }

    public bool HearsNothing() => HearRaw(SilenceMilliseconds) is null;

    public void Dispose() => _socket.Dispose();
}

/// <summary>An RTP packet as a party sees it.</summary>
internal sealed record Heard(
    int PayloadType = 0, ushort Sequence = 1, uint Timestamp = 160, uint Source = 7, byte FirstByte = 0xFF);
