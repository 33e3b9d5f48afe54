using System.Net;
using System.Text;

namespace Bidline.Sip.Media.Descriptions;

/// <summary>Writes SDP lines into a given span.</summary>
internal ref struct SdpWriter(Span<byte> into)
{
    private readonly Span<byte> _into = into;

    public int Length { get; private set; }

    public void Head(SdpOrigin origin, MediaAddress local)
    {
        Text("v=0\r\no=- "u8);
        Number(origin.Id);
        Text(" "u8);
        Number(origin.Version);
        Text(" "u8);
        Address(local);
        Text("\r\ns=-\r\nc="u8);
        Address(local);
        Text("\r\nt=0 0\r\n"u8);
    }

    public void Audio(MediaAddress local, SdpTerms terms)
    {
        Text("m=audio "u8);
        Number(local.Port);
        Text(" RTP/AVP"u8);
        for (int i = 0; i < terms.Codecs.Count; i++)
        {
            Text(" "u8);
            Number((int)terms.Codecs[i]);
        }

        if (terms.TelephoneEvent is { } type)
        {
            Text(" "u8);
            Number(type);
        }

        Text("\r\n"u8);
        PayloadTypes(terms);
        Text("a=ptime:"u8);
        Number(terms.PacketMilliseconds);
        Text(Attribute(terms.Direction));
    }

    /// <summary>A refused stream keeps its place with port 0 (RFC 3264, section 6).</summary>
    public void Refused(SdpOtherLine line)
    {
        Text("m="u8);
        Text(line.Media);
        Text(" 0 "u8);
        Text(line.Protocol);
        Text(" "u8);
        Text(line.Format);
        Text("\r\n"u8);
    }

    private void PayloadTypes(SdpTerms terms)
    {
        for (int i = 0; i < terms.Codecs.Count; i++)
        {
            Text(terms.Codecs[i] == AudioCodec.Pcmu ? "a=rtpmap:0 PCMU/8000\r\n"u8 : "a=rtpmap:8 PCMA/8000\r\n"u8);
        }

        if (terms.TelephoneEvent is { } type)
        {
            Text("a=rtpmap:"u8);
            Number(type);
            Text(" telephone-event/8000\r\na=fmtp:"u8);
            Number(type);
            Text(" 0-15\r\n"u8);
        }
    }

    private static ReadOnlySpan<byte> Attribute(MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => "\r\na=sendonly\r\n"u8,
        MediaDirection.ReceiveOnly => "\r\na=recvonly\r\n"u8,
        MediaDirection.Inactive => "\r\na=inactive\r\n"u8,
        _ => "\r\na=sendrecv\r\n"u8,
    };

    private void Address(MediaAddress address)
    {
        Text(address.IsIPv6 ? "IN IP6 "u8 : "IN IP4 "u8);
        IPAddress shown = address.ToIPAddress();
        shown.TryFormat(_into[Length..], out int written);
        Length += written;
    }

    private void Number(long value)
    {
        value.TryFormat(_into[Length..], out int written);
        Length += written;
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_into[Length..]);
        Length += text.Length;
    }

    private void Text(string text) => Length += Encoding.ASCII.GetBytes(text, _into[Length..]);
}
