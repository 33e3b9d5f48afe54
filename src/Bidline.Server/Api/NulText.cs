namespace Bidline.Server.Api;

/// <summary>Finds the one character that PostgreSQL keeps in no text.</summary>
internal static class NulText
{
    private static ReadOnlySpan<byte> Escaped => "\\u0000"u8;

    /// <summary>As it is, or as JSON writes it.</summary>
    public static bool IsIn(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Contains((byte)0)) return true;
        for (var rest = utf8; rest.IndexOf(Escaped) is >= 0 and var at; rest = rest[(at + Escaped.Length)..])
            if (IsEscape(rest[..at])) return true;
        return false;
    }

    /// <summary>Behind an odd number of backslashes it is only their text.</summary>
    private static bool IsEscape(ReadOnlySpan<byte> before) =>
        (before.Length - before.TrimEnd((byte)'\\').Length) % 2 == 0;
}
