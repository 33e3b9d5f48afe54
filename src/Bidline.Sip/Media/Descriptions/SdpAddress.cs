using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bidline.Sip.Media.Descriptions;

/// <summary>A c= line. Host names are not looked up: that would wait on a stranger's DNS while a call is set up.</summary>
/// <param name="IsGiven">There was a line, good or bad.</param>
/// <param name="IsGood">A unicast address, or the empty one.</param>
/// <param name="IsEmpty">0.0.0.0 or ::, that is: send nothing (hold).</param>
internal readonly record struct SdpAddress(bool IsGiven, bool IsGood, bool IsEmpty, MediaAddress Value)
{
    private const int AddressCharactersMax = 45;

    private static readonly SearchValues<byte> IPv4Characters = SearchValues.Create("0123456789."u8);

    private static SdpAddress Bad => new(true, false, false, default);

    /// <param name="value">"IN IP4 192.0.2.1", with an optional "/ttl".</param>
    public static SdpAddress Read(ReadOnlySpan<byte> value)
    {
        bool six = value.StartsWith("IN IP6 "u8);
        if (!six && !value.StartsWith("IN IP4 "u8))
        {
            return Bad;
        }

        ReadOnlySpan<byte> text = value[7..].Trim((byte)' ');
        int end = text.IndexOfAny((byte)' ', (byte)'/');
        return TryRead(end < 0 ? text : text[..end], six, out IPAddress address) ? Judge(address) : Bad;
    }

    private static bool TryRead(ReadOnlySpan<byte> text, bool six, out IPAddress address)
    {
        address = IPAddress.None;

        // A zone index names an interface of ours; it has no meaning in a message.
        if (text.Length is 0 or > AddressCharactersMax || text.Contains((byte)'%') || text.Contains((byte)'['))
        {
            return false;
        }

        // The platform also reads "1" and "0x7f.1" as IPv4; SDP allows four decimal numbers only.
        if (!six && (text.Count((byte)'.') != 3 || text.ContainsAnyExcept(IPv4Characters)))
        {
            return false;
        }

        Span<char> characters = stackalloc char[AddressCharactersMax];
        int length = Encoding.ASCII.GetChars(text, characters);
        return IPAddress.TryParse(characters[..length], out address!)
            && address.AddressFamily == (six ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork);
    }

    private static SdpAddress Judge(IPAddress address)
    {
        bool empty = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
        MediaAddress value = MediaAddress.Of(address, 0);
        bool many = value.IsIPv6 ? address.IsIPv6Multicast : value.IPv4 >> 28 >= 0xE;
        return many ? Bad : new SdpAddress(true, true, empty, value);
    }
}
