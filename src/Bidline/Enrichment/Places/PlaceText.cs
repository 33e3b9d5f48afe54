namespace Bidline.Enrichment.Places;

/// <summary>Texts of files that people load: one short line of visible characters, whatever the file had.</summary>
internal static class PlaceText
{
    public const int CityMax = 80;

    /// <summary>Null when nothing is left of it.</summary>
    public static string? Of(ReadOnlySpan<char> text, int most)
    {
        var kept = new char[Math.Min(text.Length, most)];
        var length = 0;
        foreach (var one in text[..kept.Length])
            if (!char.IsControl(one) && !char.IsSurrogate(one) && one != '\uFFFD')
                kept[length++] = one;
        var plain = kept.AsSpan(0, length).Trim();
        return plain.Length == 0 ? null : plain.ToString();
    }
}
