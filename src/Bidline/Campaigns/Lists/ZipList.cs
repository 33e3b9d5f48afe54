using System.Globalization;

namespace Bidline.Campaigns.Lists;

/// <summary>ZIP codes as a bit each: 12.5 KB however many there are.</summary>
internal sealed class ZipList : ValueList
{
    private const int CodesMax = 100_000;

    private readonly ulong[] _bits = new ulong[(CodesMax + 63) / 64];

    public ZipList(IEnumerable<long> codes)
    {
        foreach (var code in codes) _bits[code >> 6] |= 1UL << (int)(code & 63);
        Count = _bits.Sum(word => System.Numerics.BitOperations.PopCount(word));
    }

    public override ListKind Kind => ListKind.Zips;

    public override int Count { get; }

    public override long Bytes => sizeof(ulong) * (long)_bits.Length;

    public override bool Contains(string value) => KeyOf(value) is { } code && Has(code);

    public override IEnumerable<string> Values() =>
        Codes().Select(code => code.ToString("00000", CultureInfo.InvariantCulture));

    internal override byte[] Pack() => PackedLongs.Write(Codes());

    /// <summary>Accepts "33130" and "33130-1234"; null for what is no ZIP code.</summary>
    internal static long? KeyOf(string text)
    {
        if (text.Length < 5 || (text.Length > 5 && (text.Length != 10 || text[5] != '-'))) return null;
        var code = 0L;
        for (var i = 0; i < text.Length; i++)
        {
            if (i == 5) continue;
            if (!char.IsAsciiDigit(text[i])) return null;
            if (i < 5) code = (code * 10) + text[i] - '0';
        }

        return code;
    }

    private bool Has(long code) => (_bits[code >> 6] >> (int)(code & 63) & 1) != 0;

    private IEnumerable<long> Codes() => Enumerable.Range(0, CodesMax).Select(code => (long)code).Where(Has);
}
