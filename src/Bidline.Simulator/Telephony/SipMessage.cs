using System.Globalization;
using System.Text;

namespace Bidline.Simulator.Telephony;

/// <summary>
/// A SIP message as the simulator's phones see it: a start line, headers in order, a body. Written apart from
/// Bidline.Sip on purpose, so that one mistake cannot hide on both sides of a call.
/// </summary>
internal sealed class SipMessage
{
    private static readonly Dictionary<string, string> CompactForms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["v"] = "Via", ["f"] = "From", ["t"] = "To", ["i"] = "Call-ID", ["m"] = "Contact",
        ["l"] = "Content-Length", ["c"] = "Content-Type", ["k"] = "Supported",
    };

    private SipMessage(string startLine) => StartLine = startLine;

    public string StartLine { get; }

    public List<(string Name, string Value)> Headers { get; } = [];

    public string Body { get; private init; } = "";

    public bool IsRequest => !StartLine.StartsWith("SIP/2.0 ", StringComparison.Ordinal);

    /// <summary>The method of a request, or the method that a response answers.</summary>
    public string Method => IsRequest ? StartLine.Split(' ')[0] : CSeq.Method;

    public string RequestUri => IsRequest ? StartLine.Split(' ')[1] : "";

    /// <summary>0 for a request.</summary>
    public int Status => IsRequest ? 0 : int.Parse(StartLine.AsSpan(8, 3), CultureInfo.InvariantCulture);

    public string CallId => Header("Call-ID") ?? "";

    public string? FromTag => ParameterOf(Header("From"), "tag");

    public string? ToTag => ParameterOf(Header("To"), "tag");

    public string Branch => ParameterOf(Header("Via"), "branch") ?? "";

    public (int Number, string Method) CSeq
    {
        get
        {
            var parts = (Header("CSeq") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out var number)
                ? (number, parts[1])
                : (0, "");
        }
    }

    public static SipMessage Request(string method, string uri) => new($"{method} {uri} SIP/2.0");

    public static SipMessage Request(string method, string uri, string body) =>
        new($"{method} {uri} SIP/2.0") { Body = body };

    public static SipMessage Response(int status, string phrase, string body = "") =>
        new(string.Create(CultureInfo.InvariantCulture, $"SIP/2.0 {status} {phrase}")) { Body = body };

    public SipMessage With(string name, string value)
    {
        Headers.Add((name, value));
        return this;
    }

    public string? Header(string name)
    {
        foreach (var (each, value) in Headers)
        {
            if (each.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
        }

        return null;
    }

    /// <summary>Null for anything that is not a whole SIP message.</summary>
    public static SipMessage? Parse(ReadOnlySpan<byte> datagram)
    {
        var text = Encoding.UTF8.GetString(datagram).TrimStart('\r', '\n', '\0');
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return null;
        var lines = text[..end].Split("\r\n");
        if (!IsStartLine(lines[0])) return null;
        var message = new SipMessage(lines[0]) { Body = text[(end + 4)..] };
        foreach (var line in lines.Skip(1))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) return null;
            var name = line[..colon].Trim();
            message.With(CompactForms.GetValueOrDefault(name, name), line[(colon + 1)..].Trim());
        }

        return message.CallId.Length > 0 ? message : null;
    }

    public byte[] ToBytes()
    {
        var text = new StringBuilder(StartLine).Append("\r\n");
        foreach (var (name, value) in Headers) text.Append(name).Append(": ").Append(value).Append("\r\n");
        text.Append(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n\r\n");
        return Encoding.UTF8.GetBytes(text.Append(Body).ToString());
    }

    /// <summary>The URI inside "&lt;…&gt;", or the value up to its first parameter.</summary>
    public static string UriOf(string? value)
    {
        if (value is null) return "";
        var open = value.IndexOf('<', StringComparison.Ordinal);
        var close = value.IndexOf('>', StringComparison.Ordinal);
        return open >= 0 && close > open ? value[(open + 1)..close] : value.Split(';')[0].Trim();
    }

    /// <summary>"alice" of "sip:alice@host:5060"; empty when there is none.</summary>
    public static string UserOf(string uri)
    {
        var start = uri.IndexOf(':', StringComparison.Ordinal) + 1;
        var at = uri.IndexOf('@', StringComparison.Ordinal);
        return at > start ? uri[start..at] : "";
    }

    private static bool IsStartLine(string line) =>
        (line.StartsWith("SIP/2.0 ", StringComparison.Ordinal) && line.Length >= 11
            && int.TryParse(line.AsSpan(8, 3), CultureInfo.InvariantCulture, out _))
        || (line.EndsWith(" SIP/2.0", StringComparison.Ordinal) && line.Split(' ').Length == 3);

    private static string? ParameterOf(string? value, string name)
    {
        if (value is null) return null;
        var from = value.IndexOf('>', StringComparison.Ordinal) + 1;
        var start = value.IndexOf($";{name}=", from, StringComparison.OrdinalIgnoreCase);
        if (start < 0) return null;
        start += name.Length + 2;
        var end = value.AsSpan(start).IndexOfAny(';', ',', ' ');
        return end < 0 ? value[start..] : value.Substring(start, end);
    }
}
