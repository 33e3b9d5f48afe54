using System.Text;

namespace Bidline.Sip.Messages;

/// <summary>Small readers of SIP's grammar over bytes. None throws, none allocates.</summary>
internal static class SipText
{
    public static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(text, other);

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t"u8);

    /// <summary>Decimal digits only: no sign, no blank; false above <paramref name="max"/>.</summary>
    public static bool TryNumber(ReadOnlySpan<byte> text, long max, out long number)
    {
        number = 0;
        if (text.Length is 0 or > 18) return false;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9') return false;
            number = (number * 10) + (c - '0');
        }

        return number <= max;
    }

    /// <summary>RFC 3261 25.1 token characters.</summary>
    public static bool IsToken(ReadOnlySpan<byte> text)
    {
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit((char)c)) continue;
            if ("-.!%*_+`'~"u8.IndexOf(c) < 0) return false;
        }

        return text.Length > 0;
    }

    /// <summary>The part before the first ';' outside quotes and angle brackets, trimmed.</summary>
    public static ReadOnlySpan<byte> BeforeParameters(ReadOnlySpan<byte> value)
    {
        var end = value.IndexOf((byte)';');
        return Trim(end < 0 ? value : value[..end]);
    }

    /// <summary>Where the element that begins at 0 ends: at a comma outside quotes and brackets, or at the end.</summary>
    public static int ElementEnd(ReadOnlySpan<byte> value)
    {
        var (quoted, angle) = (false, false);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (quoted)
            {
                if (c == '\\') i++;
                else if (c == '"') quoted = false;
            }
            else if (c == '"') quoted = true;
            else if (c == '<') angle = true;
            else if (c == '>') angle = false;
            else if (c == ',' && !angle) return i;
        }

        return value.Length;
    }

    /// <summary>
    /// Finds ";name" or ";name=value" in a parameter list that begins with ';'. An empty value for a bare name.
    /// </summary>
    public static bool TryParameter(
        ReadOnlySpan<byte> list, ReadOnlySpan<byte> name, out int offset, out int length)
    {
        (offset, length) = (0, 0);
        var at = list.IndexOf((byte)';');
        while (at >= 0 && at < list.Length)
        {
            var start = at + 1;
            var end = start + ParameterEnd(list[start..]);
            var one = list[start..end];
            var equals = one.IndexOf((byte)'=');
            var found = Trim(equals < 0 ? one : one[..equals]);
            if (Is(found, name))
            {
                if (equals < 0) return true;
                var value = Trim(one[(equals + 1)..]);
                offset = start + equals + 1 + one[(equals + 1)..].IndexOf(value);
                length = value.Length;
                return true;
            }

            at = end;
        }

        return false;
    }

    private static int ParameterEnd(ReadOnlySpan<byte> text)
    {
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '\\') i++;
            else if (text[i] == '"') quoted = !quoted;
            else if (text[i] == ';' && !quoted) return i;
        }

        return text.Length;
    }
}
