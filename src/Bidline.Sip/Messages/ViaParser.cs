namespace Bidline.Sip.Messages;

/// <summary>Reads the first Via: where responses go and which transaction a message belongs to (RFC 3261 18.2.2, 3581).</summary>
internal static class ViaParser
{
    public static bool Read(SipMessage message)
    {
        var field = message.Headers[message.ViaIndex];
        var value = message.Value(message.ViaIndex);
        message.ViaLength = SipText.ElementEnd(value);
        value = value[..message.ViaLength];
        var at = SkipProtocol(value);
        if (at < 0) return false;
        var parametersAt = value[at..].IndexOf((byte)';');
        var sentByEnd = parametersAt < 0 ? value.Length : at + parametersAt;
        var sentBy = SipText.Trim(value[at..sentByEnd]);
        if (!SipUri.TryHostPort(sentBy, out _, out var port)) return false;
        message.SentByRange = new TextRange(field.Offset + at, sentBy.Length);
        message.SentByPort = port == 0 ? 5060 : port;
        ReadParameters(message, value[sentByEnd..], field.Offset + sentByEnd);
        return true;
    }

    private static void ReadParameters(SipMessage message, ReadOnlySpan<byte> parameters, int offset)
    {
        if (SipText.TryParameter(parameters, "branch"u8, out var at, out var length))
            message.BranchRange = new TextRange(offset + at, length);
        if (!SipText.TryParameter(parameters, "rport"u8, out _, out length) || length > 0) return;
        for (var i = parameters.IndexOf((byte)';'); i >= 0 && i + 6 <= parameters.Length; i++)
        {
            var name = SipText.Trim(parameters[(i + 1)..]);
            if (parameters[i] != ';' || name.Length < 5 || !SipText.Is(name[..5], "rport"u8)) continue;
            if (name.Length > 5 && name[5] is not ((byte)';' or (byte)' ' or (byte)'\t')) continue;
            message.ReturnPortAt = offset + i + 1 + parameters[(i + 1)..].IndexOf(name) + 5;
            return;
        }
    }

    /// <summary>Offset after "SIP / 2.0 / UDP " with any blanks in it, or -1.</summary>
    private static int SkipProtocol(ReadOnlySpan<byte> value)
    {
        var first = value.IndexOf((byte)'/');
        if (first < 0 || !SipText.Is(SipText.Trim(value[..first]), "SIP"u8)) return -1;
        var second = value[(first + 1)..].IndexOf((byte)'/');
        if (second < 0) return -1;
        if (!SipText.Trim(value.Slice(first + 1, second)).SequenceEqual("2.0"u8)) return -1;
        var at = SkipBlanks(value, first + second + 2);
        var transport = at;
        while (at < value.Length && value[at] is not ((byte)' ' or (byte)'\t')) at++;
        if (at == transport || !SipText.IsToken(value[transport..at])) return -1;
        at = SkipBlanks(value, at);
        return at < value.Length ? at : -1;
    }

    private static int SkipBlanks(ReadOnlySpan<byte> value, int at)
    {
        while (at < value.Length && value[at] is (byte)' ' or (byte)'\t') at++;
        return at;
    }
}
