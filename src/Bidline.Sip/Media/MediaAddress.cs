using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Bidline.Sip.Media;

/// <summary>An IPv4 or IPv6 address with a port, as a value: packets are compared with it without touching the heap.</summary>
internal readonly record struct MediaAddress
{
    private readonly ulong _high;
    private readonly ulong _low;
    private readonly uint _familyAndPort;

    private MediaAddress(ulong high, ulong low, byte family, ushort port)
    {
        _high = high;
        _low = low;
        _familyAndPort = (uint)(family << 16) | port;
    }

    public bool IsNone => _familyAndPort == 0;

    public ushort Port => (ushort)_familyAndPort;

    public bool IsIPv6 => _familyAndPort >> 16 == 6;

    public AddressFamily Family => IsIPv6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <summary>The IPv4 address as a number, first octet highest.</summary>
    public uint IPv4 => (uint)_low;

    public ulong High => _high;

    public ulong Low => _low;

    public static MediaAddress OfIPv4(uint address, ushort port) => new(0, address, 4, port);

    public static MediaAddress OfIPv6(ulong high, ulong low, ushort port) =>
        high == 0 && low >> 32 == 0xFFFF ? OfIPv4((uint)low, port) : new MediaAddress(high, low, 6, port);

    public static MediaAddress Of(IPEndPoint endPoint) => Of(endPoint.Address, endPoint.Port);

    public static MediaAddress Of(IPAddress address, int port)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int written);
        return written == 4
            ? OfIPv4(BinaryPrimitives.ReadUInt32BigEndian(bytes), (ushort)port)
            : OfIPv6(
                BinaryPrimitives.ReadUInt64BigEndian(bytes),
                BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
                (ushort)port);
    }

    public bool SameHost(in MediaAddress other) =>
        _low == other._low && _high == other._high && _familyAndPort >> 16 == other._familyAndPort >> 16;

    public MediaAddress WithPort(int port) => new(_high, _low, (byte)(_familyAndPort >> 16), (ushort)port);

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!IsIPv6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, IPv4);
            return new IPAddress(bytes[..4]);
        }

        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
        return new IPAddress(bytes);
    }

    public IPEndPoint ToIPEndPoint() => new(ToIPAddress(), Port);

    public override string ToString() => IsNone ? "none" : ToIPEndPoint().ToString();
}
