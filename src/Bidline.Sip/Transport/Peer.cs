using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Transport;

internal enum SipTransport : byte
{
    Udp,
    Tcp,
}

/// <summary>
/// Address, port and transport of another party. IPv4 is kept in its IPv6-mapped form, so that one value type serves
/// both families.
/// </summary>
internal readonly record struct Peer(UInt128 Address, ushort Port, SipTransport Transport)
{
    private static readonly UInt128 MappedPrefix = (UInt128)0xFFFF << 32;

    public bool IsIPv4 => Address >> 32 == 0xFFFF;

    public uint IPv4 => (uint)Address;

    public static UInt128 Mapped(uint ipv4) => MappedPrefix | ipv4;

    public static UInt128 AddressOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4
            ? Mapped(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static Peer Of(IPEndPoint endPoint, SipTransport transport) =>
        new(AddressOf(endPoint.Address), (ushort)endPoint.Port, transport);

    public IPAddress ToAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Address);
        return new IPAddress(IsIPv4 ? bytes[12..] : bytes);
    }

    public IPEndPoint ToEndPoint(AddressFamily family)
    {
        var address = ToAddress();
        return new IPEndPoint(family == AddressFamily.InterNetworkV6 ? address.MapToIPv6() : address, Port);
    }

    /// <summary>Reads an address literal: 192.0.2.1, [2001:db8::1] or 2001:db8::1. False for a name.</summary>
    public static bool TryReadAddress(ReadOnlySpan<byte> text, out UInt128 address)
    {
        address = default;
        if (text.Length is < 2 or > 47) return false;
        if (text[0] == '[' && text[^1] == ']') text = text[1..^1];
        if (text.IndexOf((byte)':') < 0)
        {
            var ok = TryReadIPv4(text, out var ipv4);
            address = Mapped(ipv4);
            return ok;
        }

        if (!IPAddress.TryParse(text, out var parsed)) return false;
        address = AddressOf(parsed);
        return true;
    }

    /// <summary>"127.0.0.1:5060" or "[::1]:5060".</summary>
    public void WriteTo(ref SipWriter writer)
    {
        WriteAddressTo(ref writer);
        writer.Add(":"u8);
        writer.Add(Port);
    }

    public void WriteAddressTo(ref SipWriter writer)
    {
        if (!IsIPv4)
        {
            writer.Add("["u8);
            writer.AddText(ToAddress().ToString());
            writer.Add("]"u8);
            return;
        }

        for (var shift = 24; shift >= 0; shift -= 8)
        {
            writer.Add((IPv4 >> shift) & 255);
            if (shift > 0) writer.Add("."u8);
        }
    }

    public override string ToString() => new IPEndPoint(ToAddress(), Port).ToString();

    private static bool TryReadIPv4(ReadOnlySpan<byte> text, out uint address)
    {
        address = 0;
        var (parts, value, digits) = (0, 0u, 0);
        foreach (var c in text)
        {
            if (c == '.')
            {
                if (digits == 0 || ++parts > 3) return false;
                address = (address << 8) | value;
                (value, digits) = (0, 0);
            }
            else if (c is < (byte)'0' or > (byte)'9' || ++digits > 3) return false;
            else value = (value * 10) + c - '0';

            if (value > 255) return false;
        }

        address = (address << 8) | value;
        return parts == 3 && digits > 0;
    }
}
