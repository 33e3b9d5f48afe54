namespace Bidline.Primitives;

/// <summary>How a secret that requests are signed with is written, as Standard Webhooks 1.0 has it.</summary>
public static class SigningSecret
{
    /// <summary>In front of every secret, so that leak scanners know what it is.</summary>
    public const string Prefix = "whsec_";

    private const int BytesLeast = 24;
    private const int BytesMost = 64;
    private const int LengthMax = 100;

    /// <summary>Whether a text is one: the prefix and the base64 of 24 to 64 bytes.</summary>
    public static bool IsOne(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > LengthMax) return false;
        return Convert.TryFromBase64String(text[Prefix.Length..], new byte[LengthMax], out var count)
            && count is >= BytesLeast and <= BytesMost;
    }
}
