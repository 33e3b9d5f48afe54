using System.Buffers;
using System.Globalization;
using System.Net;

namespace Bidline.Connecting;

/// <summary>
/// The small part of RFC 3261 25.1 that a bid may use: sip:user@host:port with transport=udp or tcp. Everything else
/// (passwords, escapes, maddr, method, headers after '?') has been used to smuggle something, and is refused.
/// </summary>
internal sealed record SipAddress(string? User, string Host, int? Port, string? Transport)
{
    public const int DefaultPort = 5060;

    private const int UserMax = 64;

    private static readonly SearchValues<char> UserCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()&=+$,");

    private static readonly SearchValues<char> HostCharacters = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");

    /// <summary>Null and a rule's name when it is not of that form.</summary>
    public static SipAddress? Read(string text, out string fault)
    {
        var rest = text.AsSpan("sip:".Length);
        fault = "headers";
        if (rest.Contains('?')) return null;

        fault = "user";
        string? user = null;
        var at = rest.IndexOf('@');
        if (at >= 0)
        {
            user = rest[..at].ToString();
            if (user.Length is 0 or > UserMax || user.AsSpan().ContainsAnyExcept(UserCharacters)) return null;
            rest = rest[(at + 1)..];
        }

        fault = "parameter";
        if (!TryReadTransport(ref rest, out var transport)) return null;
        fault = "host";
        return TryReadHost(rest, out var host, out var port) ? new SipAddress(user, host, port, transport) : null;
    }

    public override string ToString()
    {
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        var user = User is null ? "" : User + "@";
        var port = Port is null ? "" : string.Create(CultureInfo.InvariantCulture, $":{Port}");
        return $"sip:{user}{host}{port}{(Transport is null ? "" : ";transport=" + Transport)}";
    }

    private static bool TryReadTransport(ref ReadOnlySpan<char> rest, out string? transport)
    {
        transport = null;
        var semicolon = rest.IndexOf(';');
        if (semicolon < 0) return true;
        var parameters = rest[(semicolon + 1)..];
        rest = rest[..semicolon];
        if (parameters.Equals("transport=udp", StringComparison.OrdinalIgnoreCase)) transport = "udp";
        else if (parameters.Equals("transport=tcp", StringComparison.OrdinalIgnoreCase)) transport = "tcp";
        return transport is not null;
    }

    private static bool TryReadHost(ReadOnlySpan<char> text, out string host, out int? port)
    {
        (host, port) = ("", null);
        var colon = text.IndexOf(':');
        var end = text.StartsWith("[") ? text.IndexOf(']') + 1 : colon >= 0 ? colon : text.Length;
        if (end == 0) return false;
        if (end < text.Length)
        {
            if (text[end] != ':' || !TryReadPort(text[(end + 1)..], out port)) return false;
        }

        return TryReadHost(text[..end], out host);
    }

    private static bool TryReadPort(ReadOnlySpan<char> text, out int? port)
    {
        var isPort = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= ushort.MaxValue;
        port = isPort ? number : null;
        return isPort;
    }

    private static bool TryReadHost(ReadOnlySpan<char> text, out string host)
    {
        host = "";
        if (text.StartsWith("["))
        {
            var inner = text[1..^1];
            // A zone ("%eth0") was refused with the '%' before we came here.
            if (!IPAddress.TryParse(inner, out var v6)) return false;
            host = v6.ToString();
            return true;
        }

        if (text.Length is 0 or > 253 || text.ContainsAnyExcept(HostCharacters)) return false;
        var last = text[(text.LastIndexOf('.') + 1)..];
        foreach (var label in text.Split('.'))
        {
            if (text[label].Length is 0 or > 63 || text[label][0] == '-') return false;
        }

        // A name whose last label is a number is an address in disguise: 2130706433, 0x7f.1, 0177.0.0.1.
        host = text.ToString();
        return !char.IsAsciiDigit(last[0]) || IsDottedQuad(text);
    }

    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (label.Length > 1 && label[0] == '0') return false;
            if (!byte.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out _)) return false;
            count++;
        }

        return count == 4;
    }
}
