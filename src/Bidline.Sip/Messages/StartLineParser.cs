namespace Bidline.Sip.Messages;

/// <summary>Reads a request line or a status line (RFC 3261 7.1, 7.2).</summary>
internal static class StartLineParser
{
    /// <summary>False when the line is not SIP at all.</summary>
    public static bool Read(SipMessage message, int offset, int length)
    {
        var line = (ReadOnlySpan<byte>)message.Buffer.AsSpan(offset, length);
        if (line.Length > 0 && line[^1] == '\r') line = line[..^1];
        return line.StartsWith("SIP/"u8) ? ReadStatus(message, line) : ReadRequest(message, offset, line);
    }

    private static bool ReadStatus(SipMessage message, ReadOnlySpan<byte> line)
    {
        if (line.Length < 11 || !line.StartsWith("SIP/2.0 "u8)) return false;
        if (!SipText.TryNumber(line.Slice(8, 3), 699, out var status) || status < 100) return false;
        if (line.Length > 11 && line[11] != ' ') return false;
        message.Status = (int)status;
        return true;
    }

    private static bool ReadRequest(SipMessage message, int offset, ReadOnlySpan<byte> line)
    {
        var methodEnd = line.IndexOf((byte)' ');
        var versionAt = line.TrimEnd(" \t"u8).LastIndexOf((byte)' ') + 1;
        if (methodEnd is <= 0 or > 64 || versionAt <= methodEnd + 1) return false;
        var version = line[versionAt..];
        if (!SipText.IsToken(line[..methodEnd]) || !IsVersion(version)) return false;
        message.IsRequest = true;
        message.MethodRange = new TextRange(offset, methodEnd);
        message.Method = SipMethods.Read(line[..methodEnd]);
        message.UriRange = new TextRange(offset + methodEnd + 1, versionAt - methodEnd - 2);
        var uri = line[(methodEnd + 1)..(versionAt - 1)];
        if (!SipText.Trim(version).SequenceEqual("SIP/2.0"u8)) message.Blame(505, "Version Not Supported");
        // More than one blank between the elements is malformed (RFC 4475 3.1.2.9, 3.1.2.12).
        if (version.Length != SipText.Trim(version).Length) message.Blame(400, "Request line cannot be read");
        CheckUri(message, uri);
        return true;
    }

    private static void CheckUri(SipMessage message, ReadOnlySpan<byte> text)
    {
        if (!SipUri.TryRead(text, out var uri)) message.Blame(400, "Request-URI cannot be read");
        else if (uri.Scheme is UriScheme.Other) message.Blame(416, "Unsupported URI Scheme");
    }

    private static bool IsVersion(ReadOnlySpan<byte> text)
    {
        text = SipText.Trim(text);
        if (text.Length < 7 || !SipText.Is(text[..4], "SIP/"u8)) return false;
        var dot = text.IndexOf((byte)'.');
        return dot > 4
            && SipText.TryNumber(text[4..dot], int.MaxValue, out _)
            && SipText.TryNumber(text[(dot + 1)..], int.MaxValue, out _);
    }
}
