namespace Bidline.Sip.Messages;

/// <summary>
/// A name-addr or addr-spec with its parameters: <c>"Jo" &lt;sip:jo@host&gt;;tag=1</c>. Only the first element of a list is read.
/// </summary>
internal readonly ref struct NameAddress
{
    private NameAddress(ReadOnlySpan<byte> uri, ReadOnlySpan<byte> parameters, int parametersAt)
    {
        Uri = uri;
        Parameters = parameters;
        ParametersAt = parametersAt;
    }

    public ReadOnlySpan<byte> Uri { get; }

    /// <summary>What follows the address: begins with ';', or is empty.</summary>
    public ReadOnlySpan<byte> Parameters { get; }

    public int ParametersAt { get; }

    /// <summary>
    /// False for an open quote, an open bracket, an empty URI, or blanks inside an unbracketed URI (RFC 4475 3.1.2.6,
    /// 3.1.2.13, 3.1.2.14).
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> value, out NameAddress address)
    {
        address = default;
        var at = 0;
        if (value.Length > 0 && value[0] == '"' && !SkipQuoted(value, ref at)) return false;
        var open = value[at..].IndexOf((byte)'<');
        var parameter = value[at..].IndexOfAny((byte)';', (byte)',');
        if (open >= 0 && (parameter < 0 || open < parameter)) return TryBracketed(value, at + open, out address);
        if (at > 0) return false;
        var end = value.IndexOfAny((byte)';', (byte)',');
        if (end < 0) end = value.Length;
        var uri = SipText.Trim(value[..end]);
        // Without brackets a '?' would make the headers of the URI ambiguous (RFC 3261 20).
        if (uri.Length == 0 || uri.IndexOfAny((byte)' ', (byte)'\t', (byte)'?') >= 0) return false;
        address = new NameAddress(uri, Element(value[end..]), end);
        return true;
    }

    public bool TryParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var found = SipText.TryParameter(Parameters, name, out var offset, out var length);
        value = Parameters.Slice(offset, length);
        return found;
    }

    private static bool TryBracketed(ReadOnlySpan<byte> value, int open, out NameAddress address)
    {
        address = default;
        var length = value[open..].IndexOf((byte)'>');
        if (length <= 1) return false;
        var uri = value.Slice(open + 1, length - 1);
        if (SipText.Trim(uri).Length == 0 || uri.IndexOfAny((byte)'<', (byte)'"') >= 0) return false;
        var after = open + length + 1;
        var rest = value[after..];
        var blanks = rest.Length - rest.TrimStart(" \t"u8).Length;
        rest = rest[blanks..];
        if (rest.Length > 0 && rest[0] != ';' && rest[0] != ',') return false;
        address = new NameAddress(SipText.Trim(uri), Element(rest), after + blanks);
        return true;
    }

    private static ReadOnlySpan<byte> Element(ReadOnlySpan<byte> parameters) =>
        parameters.Length == 0 || parameters[0] == ',' ? default : parameters[..SipText.ElementEnd(parameters)];

    private static bool SkipQuoted(ReadOnlySpan<byte> value, ref int at)
    {
        for (at = 1; at < value.Length; at++)
        {
            if (value[at] == '\\') at++;
            else if (value[at] == '"')
            {
                at++;
                return true;
            }
        }

        return false;
    }
}
