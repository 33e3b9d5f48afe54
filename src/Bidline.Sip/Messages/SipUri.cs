namespace Bidline.Sip.Messages;

internal enum UriScheme : byte
{
    Sip,
    Sips,
    Tel,
    Other,
}

/// <summary>A sip:, sips: or tel: URI taken apart (RFC 3261 19.1, RFC 3966). Spans point into the message.</summary>
internal readonly ref struct SipUri
{
    private SipUri(
        UriScheme scheme, ReadOnlySpan<byte> user, ReadOnlySpan<byte> host, int port, ReadOnlySpan<byte> parameters)
    {
        Scheme = scheme;
        User = user;
        Host = host;
        Port = port;
        Parameters = parameters;
    }

    public UriScheme Scheme { get; }

    /// <summary>Without password and user parameters; the number of a tel: URI; empty when there is none.</summary>
    public ReadOnlySpan<byte> User { get; }

    /// <summary>A name, an IPv4 address, or an IPv6 address in brackets. Empty for tel:.</summary>
    public ReadOnlySpan<byte> Host { get; }

    /// <summary>0 when the URI names none.</summary>
    public int Port { get; }

    public ReadOnlySpan<byte> Parameters { get; }

    public bool IsTcp => SipText.TryParameter(Parameters, "transport"u8, out var offset, out var length)
        && SipText.Is(Parameters.Slice(offset, length), "tcp"u8);

    /// <summary>False when it cannot be read; true with <see cref="UriScheme.Other"/> for a scheme we do not speak.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out SipUri uri)
    {
        uri = default;
        var colon = text.IndexOf((byte)':');
        if (colon <= 0 || !SipText.IsToken(text[..colon])) return false;
        var scheme = text[..colon];
        var rest = text[(colon + 1)..];
        if (SipText.Is(scheme, "sip"u8)) return TryAuthority(UriScheme.Sip, rest, out uri);
        if (SipText.Is(scheme, "sips"u8)) return TryAuthority(UriScheme.Sips, rest, out uri);
        if (rest.IndexOfAny((byte)' ', (byte)'<') >= 0) return false;
        var isTel = SipText.Is(scheme, "tel"u8);
        uri = new SipUri(
            isTel ? UriScheme.Tel : UriScheme.Other, isTel ? SipText.BeforeParameters(rest) : default, default, 0, default);
        return true;
    }

    private static bool TryAuthority(UriScheme scheme, ReadOnlySpan<byte> rest, out SipUri uri)
    {
        uri = default;
        foreach (var c in rest)
        {
            // RFC 3261 25.1: everything else must be escaped. RFC 4475 3.1.2.9 and 3.1.2.11.
            if (c <= ' ' || c is (byte)'<' or (byte)'>' or (byte)'"' or 127) return false;
        }

        var user = default(ReadOnlySpan<byte>);
        var at = rest.IndexOf((byte)'@');
        if (at >= 0)
        {
            user = rest[..at];
            rest = rest[(at + 1)..];
            var end = user.IndexOfAny((byte)':', (byte)';');
            if (end >= 0) user = user[..end];
            if (user.Length == 0) return false;
        }

        var parametersAt = rest.IndexOfAny((byte)';', (byte)'?');
        var parameters = parametersAt < 0 ? default : rest[parametersAt..];
        if (!TryHostPort(parametersAt < 0 ? rest : rest[..parametersAt], out var host, out var port)) return false;
        uri = new SipUri(scheme, user, host, port, parameters);
        return true;
    }

    /// <summary>Splits "host", "host:port", "[v6]" and "[v6]:port"; port 0 when absent.</summary>
    public static bool TryHostPort(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> host, out int port)
    {
        host = default;
        port = 0;
        if (text.Length == 0) return false;
        var end = text[0] == '[' ? text.IndexOf((byte)']') + 1 : text.IndexOf((byte)':');
        if (text[0] == '[' && end == 0) return false;
        if (end < 0) end = text.Length;
        host = SipText.Trim(text[..end]);
        if (host.Length == 0 || !IsHost(host)) return false;
        var rest = SipText.Trim(text[end..]);
        if (rest.Length == 0) return true;
        if (rest[0] != ':' || !SipText.TryNumber(SipText.Trim(rest[1..]), 65535, out var number) || number == 0)
            return false;
        port = (int)number;
        return true;
    }

    private static bool IsHost(ReadOnlySpan<byte> host)
    {
        if (host[0] == '[') return host.Length > 2;
        foreach (var c in host)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && c is not ((byte)'-' or (byte)'.' or (byte)'_')) return false;
        }

        return true;
    }
}
