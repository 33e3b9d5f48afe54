using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Bidline.Sip.Media.Descriptions;

/// <summary>One m= line with its attributes, while a body is being read.</summary>
internal sealed class SdpStream
{
    private const int FormatsMax = 64;
    private const int TokenMax = 64;

    private readonly string _media;
    private readonly string _protocol;
    private string _format = "0";
    private UInt128 _payloadTypes;
    private int _rtcpPort;
    private SdpAddress _rtcpAddress;

    private SdpStream(string media, string protocol, int port)
    {
        _media = media;
        _protocol = protocol;
        Port = port;
    }

    public int Port { get; }

    public CodecList Codecs { get; private set; }

    public byte? TelephoneEvent { get; private set; }

    public int PacketMilliseconds { get; private set; } = 20;

    public MediaDirection? Direction { get; private set; }

    public SdpAddress Address { get; set; }

    /// <summary>A stream with port 0 is refused or gone.</summary>
    public bool IsAudio => _media == "audio" && Port != 0;

    public bool IsPlain => _protocol == "RTP/AVP";

    public bool IsSecure => _protocol.Contains("SAVP", StringComparison.Ordinal);

    public bool IsUsable => IsAudio && IsPlain && Codecs.Count > 0;

    /// <param name="value">"audio 49170 RTP/AVP 0 8 101".</param>
    public static bool TryRead(ReadOnlySpan<byte> value, [NotNullWhen(true)] out SdpStream? stream)
    {
        stream = null;
        if (!TryToken(ref value, out string media)
            || !TryPort(ref value, out int port)
            || !TryToken(ref value, out string protocol))
        {
            return false;
        }

        SdpStream read = new(media, protocol, port);
        stream = read.ReadFormats(value) ? read : null;
        return stream is not null;
    }

    public SdpOtherLine AsOther() => new(_media, _protocol, _format);

    public MediaAddress Rtcp(MediaAddress address) =>
        _rtcpPort == 0 ? address.WithPort((Port + 1) & 0xFFFF)
        : (_rtcpAddress is { IsGood: true, IsEmpty: false } ? _rtcpAddress.Value : address).WithPort(_rtcpPort);

    public SdpProblem ReadAttribute(ReadOnlySpan<byte> value)
    {
        if (value.StartsWith("rtpmap:"u8))
        {
            ReadMap(value[7..]);
        }
        else if (value.StartsWith("ptime:"u8))
        {
            PacketMilliseconds = TryNumber(value[6..], 60, out int milliseconds) && milliseconds >= 10
                ? milliseconds
                : PacketMilliseconds;
        }
        else if (value.StartsWith("rtcp:"u8))
        {
            ReadRtcp(value[5..]);
        }
        else
        {
            Direction = DirectionOf(value) ?? Direction;
        }

        return SdpProblem.None;
    }

    public static MediaDirection? DirectionOf(ReadOnlySpan<byte> value) =>
        value.SequenceEqual("sendrecv"u8) ? MediaDirection.SendReceive
        : value.SequenceEqual("sendonly"u8) ? MediaDirection.SendOnly
        : value.SequenceEqual("recvonly"u8) ? MediaDirection.ReceiveOnly
        : value.SequenceEqual("inactive"u8) ? MediaDirection.Inactive
        : null;

    private bool ReadFormats(ReadOnlySpan<byte> value)
    {
        for (int count = 0; TryToken(ref value, out string format); count++)
        {
            _format = count == 0 ? format : _format;
            if (count >= FormatsMax)
            {
                return false;
            }

            if (byte.TryParse(format, out byte type) && type < 128)
            {
                _payloadTypes |= UInt128.One << type;
                Codecs = type is (byte)AudioCodec.Pcmu or (byte)AudioCodec.Pcma
                    ? Codecs.Add((AudioCodec)type)
                    : Codecs;
            }
        }

        return value.IsEmpty;
    }

    /// <summary>"101 telephone-event/8000", or the name that takes a static type away from its codec.</summary>
    private void ReadMap(ReadOnlySpan<byte> value)
    {
        int space = value.IndexOf((byte)' ');
        if (space < 0 || !TryNumber(value[..space], 127, out int type) || (_payloadTypes >> type & 1) == 0)
        {
            return;
        }

        ReadOnlySpan<byte> name = value[(space + 1)..].Trim((byte)' ');
        if (type is (int)AudioCodec.Pcmu or (int)AudioCodec.Pcma)
        {
            ReadOnlySpan<byte> expected = type == (int)AudioCodec.Pcmu ? "PCMU/8000"u8 : "PCMA/8000"u8;
            Codecs = name.Length >= 9 && Ascii.EqualsIgnoreCase(name[..9], expected) ? Codecs : Codecs.Remove(type);
        }
        else if (Ascii.EqualsIgnoreCase(name, "telephone-event/8000"u8)
            || Ascii.EqualsIgnoreCase(name, "telephone-event/8000/1"u8))
        {
            TelephoneEvent = (byte)type;
        }
    }

    /// <summary>"53020" or "53020 IN IP4 126.16.64.4" (RFC 3605).</summary>
    private void ReadRtcp(ReadOnlySpan<byte> value)
    {
        int space = value.IndexOf((byte)' ');
        if (TryNumber(space < 0 ? value : value[..space], ushort.MaxValue, out int port))
        {
            _rtcpPort = port;
            _rtcpAddress = space < 0 ? default : SdpAddress.Read(value[(space + 1)..]);
        }
    }

    private static bool TryPort(ref ReadOnlySpan<byte> value, out int port)
    {
        port = 0;
        if (!TryToken(ref value, out string text))
        {
            return false;
        }

        int slash = text.IndexOf('/', StringComparison.Ordinal);
        bool read = ushort.TryParse(slash < 0 ? text : text[..slash], out ushort number);
        port = number;
        return read;
    }

    private static bool TryToken(ref ReadOnlySpan<byte> value, out string token)
    {
        ReadOnlySpan<byte> rest = value.TrimStart((byte)' ');
        int end = rest.IndexOf((byte)' ');
        ReadOnlySpan<byte> found = end < 0 ? rest : rest[..end];
        token = "";
        if (found.IsEmpty || found.Length > TokenMax || found.ContainsAnyExceptInRange((byte)'!', (byte)'~'))
        {
            value = rest;
            return false;
        }

        token = Known(found) ?? Encoding.ASCII.GetString(found);
        value = end < 0 ? default : rest[(end + 1)..];
        return true;
    }

    /// <summary>The words of nearly every offer, without a new string each time.</summary>
    private static string? Known(ReadOnlySpan<byte> token) =>
        token.SequenceEqual("audio"u8) ? "audio"
        : token.SequenceEqual("RTP/AVP"u8) ? "RTP/AVP"
        : token.SequenceEqual("0"u8) ? "0"
        : token.SequenceEqual("8"u8) ? "8"
        : token.SequenceEqual("101"u8) ? "101"
        : null;

    private static bool TryNumber(ReadOnlySpan<byte> text, int most, out int number) =>
        Utf8Parser.TryParse(text, out number, out int used) && used == text.Length && number >= 0 && number <= most;
}
