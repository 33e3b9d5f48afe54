using Bidline.Sip.Messages;

namespace Bidline.Sip.Transport;

/// <summary>Cuts a byte stream into messages by Content-Length (RFC 3261 18.3).</summary>
internal static class TcpFraming
{
    public const int FrameMax = 64 * 1024;

    public enum Verdict
    {
        Incomplete,
        Complete,
        Broken,
    }

    /// <summary>Length of the message at the start of the stream. Broken means that the stream cannot go on.</summary>
    public static Verdict TryRead(ReadOnlySpan<byte> stream, out int length)
    {
        length = 0;
        var end = stream.IndexOf("\r\n\r\n"u8);
        if (end < 0) return stream.Length >= FrameMax ? Verdict.Broken : Verdict.Incomplete;
        if (!TryContentLength(stream[..(end + 2)], out var body)) return Verdict.Broken;
        var whole = end + 4L + body;
        if (whole > FrameMax) return Verdict.Broken;
        length = (int)whole;
        return stream.Length >= length ? Verdict.Complete : Verdict.Incomplete;
    }

    /// <summary>How many keep-alive bytes (CR, LF) stand before the next message (RFC 5626 3.5.1).</summary>
    public static int LeadingBlank(ReadOnlySpan<byte> stream) => stream.Length - stream.TrimStart("\r\n"u8).Length;

    private static bool TryContentLength(ReadOnlySpan<byte> headers, out long length)
    {
        length = 0;
        var found = false;
        foreach (var part in headers.Split("\r\n"u8))
        {
            var line = headers[part];
            var colon = line.IndexOf((byte)':');
            if (colon < 0 || HeaderIds.Read(line[..colon].TrimEnd(" \t"u8)) != HeaderId.ContentLength) continue;
            if (found || !SipText.TryNumber(SipText.Trim(line[(colon + 1)..]), FrameMax, out length)) return false;
            found = true;
        }

        return found;
    }
}
