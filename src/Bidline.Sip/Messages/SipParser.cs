namespace Bidline.Sip.Messages;

internal enum ParseVerdict : byte
{
    /// <summary>Well formed.</summary>
    Ok,

    /// <summary>CRLF or nothing: a keep-alive (RFC 5626).</summary>
    KeepAlive,

    /// <summary>A request that can be answered with <see cref="SipMessage.FaultStatus"/>.</summary>
    Malformed,

    /// <summary>Not SIP, or nothing that could be answered: dropped and counted.</summary>
    Garbage,
}

/// <summary>
/// Reads one message (RFC 3261 7, 25). It never throws and allocates nothing; every limit that is hit is a fault.
/// Folded lines are unfolded in place, which is the only write to the buffer.
/// </summary>
internal static class SipParser
{
    public const int DatagramMax = 16 * 1024;

    public static ParseVerdict Parse(SipMessage message, byte[] buffer, int offset, int length)
    {
        var end = offset + length;
        while (offset < end && buffer[offset] is (byte)'\r' or (byte)'\n' or 0) offset++;
        message.Clear(buffer, offset);
        if (offset == end) return ParseVerdict.KeepAlive;
        var lineEnd = buffer.AsSpan(offset, end - offset).IndexOf((byte)'\n');
        if (lineEnd < 0 || !StartLineParser.Read(message, offset, lineEnd)) return ParseVerdict.Garbage;
        var at = ReadHeaders(message, offset + lineEnd + 1, end);
        // Without a usable Via there is nobody to answer.
        if (message.ViaIndex < 0 || !ViaParser.Read(message)) return ParseVerdict.Garbage;
        ReadBody(message, at, end);
        MandatoryFields.Check(message);
        if (message.FaultStatus == 0) return ParseVerdict.Ok;
        return message.IsRequest && MandatoryFields.CanBeAnswered(message)
            ? ParseVerdict.Malformed
            : ParseVerdict.Garbage;
    }

    /// <summary>Returns where the body begins, or the end when the headers never ended.</summary>
    private static int ReadHeaders(SipMessage message, int at, int end)
    {
        while (at < end)
        {
            var line = LineEnd(message.Buffer, at, end, out var next);
            if (line < 0) break;
            if (line == at) return next;
            ReadHeader(message, at, line);
            at = next;
        }

        message.Blame(400, "Headers do not end");
        return end;
    }

    /// <summary>End of the logical line, unfolding what continues on the next (RFC 3261 7.3.1); -1 without line end.</summary>
    private static int LineEnd(byte[] buffer, int at, int end, out int next)
    {
        var from = at;
        while (true)
        {
            var feed = buffer.AsSpan(from, end - from).IndexOf((byte)'\n');
            next = from + feed + 1;
            if (feed < 0) return -1;
            var line = from + feed;
            var bare = line > at && buffer[line - 1] == '\r' ? line - 1 : line;
            var folds = bare > at && next < end && buffer[next] is (byte)' ' or (byte)'\t';
            if (!folds) return bare;
            buffer.AsSpan(bare, next - bare).Fill((byte)' ');
            from = next;
        }
    }

    private static void ReadHeader(SipMessage message, int at, int end)
    {
        var line = message.Buffer.AsSpan(at, end - at);
        var colon = line.IndexOf((byte)':');
        var name = colon < 0 ? default : ((ReadOnlySpan<byte>)line)[..colon].TrimEnd(" \t"u8);
        if (!SipText.IsToken(name))
        {
            message.Blame(400, "Header line cannot be read");
            return;
        }

        if (message.HeaderCount == SipMessage.HeadersMax)
        {
            message.Blame(400, "Too many headers");
            return;
        }

        var value = SipText.Trim(line[(colon + 1)..]);
        var blanks = line.Length - colon - 1 - ((ReadOnlySpan<byte>)line)[(colon + 1)..].TrimStart(" \t"u8).Length;
        var id = HeaderIds.Read(name);
        message.Headers[message.HeaderCount] = new HeaderField
        {
            Id = id,
            NameOffset = at,
            NameLength = name.Length,
            Offset = at + colon + 1 + blanks,
            Length = value.Length,
        };
        Index(message, id, message.HeaderCount++);
    }

    private static void Index(SipMessage message, HeaderId id, int index)
    {
        if (HeaderIds.IsSingle(id) && message.Find(id) < index) message.Blame(400, "A single header is repeated");
        switch (id)
        {
            case HeaderId.Via when message.ViaIndex < 0: message.ViaIndex = index; break;
            case HeaderId.Contact when message.ContactIndex < 0: message.ContactIndex = index; break;
            case HeaderId.From when message.FromIndex < 0: message.FromIndex = index; break;
            case HeaderId.To when message.ToIndex < 0: message.ToIndex = index; break;
            case HeaderId.CallId when message.CallIdIndex < 0: message.CallIdIndex = index; break;
            case HeaderId.CSeq when message.CSeqIndex < 0: message.CSeqIndex = index; break;
            default: break;
        }
    }

    private static void ReadBody(SipMessage message, int at, int end)
    {
        var available = end - at;
        var index = message.Find(HeaderId.ContentLength);
        // RFC 3261 18.3: a datagram may do without; bytes beyond the length are ignored, missing ones are an error.
        if (index < 0) message.BodyRange = new TextRange(at, available);
        else if (!SipText.TryNumber(message.Value(index), int.MaxValue, out var stated))
            message.Blame(400, "Content-Length is not a number");
        else if (stated > available) message.Blame(400, "Body is shorter than Content-Length");
        else message.BodyRange = new TextRange(at, (int)stated);
    }
}
