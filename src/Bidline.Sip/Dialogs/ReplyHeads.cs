using Bidline.Sip.Messages;
using Bidline.Sip.Transport;

namespace Bidline.Sip.Dialogs;

/// <summary>
/// The lines that every response copies from its request (RFC 3261 8.2.6.2). What a malformed request lacks, its answer
/// lacks too.
/// </summary>
internal static class ReplyHeads
{
    /// <summary>Via to CSeq. The tag is added to a To that has none.</summary>
    public static void Write(ref SipWriter writer, SipMessage request, scoped ReadOnlySpan<byte> tag)
    {
        for (var i = request.Find(HeaderId.Via); i >= 0; i = request.Find(HeaderId.Via, i + 1))
        {
            writer.Add("Via: "u8);
            if (i == request.ViaIndex) WriteFirstVia(ref writer, request);
            else writer.Add(request.Value(i));
            writer.Line();
        }

        if (request.FromIndex >= 0) writer.Header("From"u8, request.From);
        if (request.ToIndex >= 0) WriteTo(ref writer, request, tag);
        if (request.CallIdIndex >= 0) writer.Header("Call-ID"u8, request.CallId);
        if (request.CSeqIndex >= 0) writer.Header("CSeq"u8, request.Value(request.CSeqIndex));
    }

    /// <summary>To where it came from if that was asked for (RFC 3581), else to the port of the Via; TCP: same flow.</summary>
    public static Peer ReturnPath(SipMessage request) =>
        request.Source.Transport == SipTransport.Tcp || request.ReturnPortAt >= 0
            ? request.Source
            : request.Source with { Port = (ushort)request.SentByPort };

    private static void WriteTo(ref SipWriter writer, SipMessage request, scoped ReadOnlySpan<byte> tag)
    {
        writer.Add("To: "u8);
        writer.Add(request.To);
        if (request.ToTag.Length == 0 && tag.Length > 0)
        {
            writer.Add(";tag="u8);
            writer.Add(tag);
        }

        writer.Line();
    }

    private static void WriteFirstVia(ref SipWriter writer, SipMessage request)
    {
        var start = request.Headers[request.ViaIndex].Offset;
        var element = request.Buffer.AsSpan(start, request.ViaLength);
        var rest = request.Value(request.ViaIndex)[request.ViaLength..];
        var returnPort = request.ReturnPortAt - start;
        if (request.ReturnPortAt >= 0)
        {
            writer.Add(element[..returnPort]);
            writer.Add("="u8);
            writer.Add(request.Source.Port);
            writer.Add(element[returnPort..]);
        }
        else writer.Add(element);

        writer.Add(";received="u8);
        if (request.Source.IsIPv4) request.Source.WriteAddressTo(ref writer);
        else writer.AddText(request.Source.ToAddress().ToString());
        writer.Add(rest);
    }
}
