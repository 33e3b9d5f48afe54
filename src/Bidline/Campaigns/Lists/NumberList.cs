using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Campaigns.Lists;

/// <summary>Numbers as the digits behind their plus, sorted: eight bytes each.</summary>
internal sealed class NumberList(long[] sorted) : ValueList
{
    public override ListKind Kind => ListKind.Numbers;

    public override int Count => sorted.Length;

    public override long Bytes => sizeof(long) * (long)sorted.Length;

    public override bool Contains(string value) =>
        KeyOf(value) is { } key && Array.BinarySearch(sorted, key) >= 0;

    public override IEnumerable<string> Values() =>
        sorted.Select(key => "+" + key.ToString(CultureInfo.InvariantCulture));

    internal override byte[] Pack() => PackedLongs.Write(sorted);

    /// <summary>Null for what is no number; the forms people write are read like everywhere.</summary>
    internal static long? KeyOf(string text)
    {
        if (DigitsOf(text) is { } known) return known;
        return PhoneNumber.TryParse(text, out var number) ? DigitsOf(number.E164) : null;
    }

    // E.164 is what calls come with: it is read without making another text.
    private static long? DigitsOf(string text)
    {
        if (text.Length is < 9 or > 16 || text[0] != '+' || text[1] == '0') return null;
        var key = 0L;
        for (var i = 1; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i])) return null;
            key = (key * 10) + text[i] - '0';
        }

        return key;
    }
}
