using System.Globalization;

namespace Bidline.Campaigns.Lists;

/// <summary>Beginnings as sorted numbers: a leading 1 keeps their zeros, a leading 2 says that a plus stood before.</summary>
internal sealed class PrefixList : ValueList
{
    private const int DigitsMax = 15;

    private readonly long[] _sorted;
    private readonly int[] _lengths;

    public PrefixList(long[] sorted)
    {
        _sorted = sorted;
        _lengths = [.. sorted.Select(LengthOf).Distinct().Order()];
    }

    public override ListKind Kind => ListKind.Prefixes;

    public override int Count => _sorted.Length;

    public override long Bytes => sizeof(long) * (long)_sorted.Length;

    public override bool Contains(string value)
    {
        var (from, key) = value.StartsWith('+') ? (1, 2L) : (0, 1L);
        var digits = 0;
        foreach (var length in _lengths)
        {
            for (; digits < length; digits++)
            {
                if (from + digits >= value.Length || !char.IsAsciiDigit(value[from + digits])) return false;
                key = (key * 10) + value[from + digits] - '0';
            }

            if (Array.BinarySearch(_sorted, key) >= 0) return true;
        }

        return false;
    }

    public override IEnumerable<string> Values() => _sorted.Select(key =>
    {
        var text = key.ToString(CultureInfo.InvariantCulture);
        return text[0] == '2' ? $"+{text[1..]}" : text[1..];
    });

    internal override byte[] Pack() => PackedLongs.Write(_sorted);

    /// <summary>Null for what is not 1 to 15 digits, perhaps behind a plus.</summary>
    internal static long? KeyOf(string text)
    {
        var (from, key) = text.StartsWith('+') ? (1, 2L) : (0, 1L);
        if (text.Length - from is < 1 or > DigitsMax) return null;
        foreach (var digit in text.AsSpan(from))
        {
            if (!char.IsAsciiDigit(digit)) return null;
            key = (key * 10) + digit - '0';
        }

        return key;
    }

    private static int LengthOf(long key)
    {
        var length = -1;
        for (; key > 0; key /= 10) length++;
        return length;
    }
}
