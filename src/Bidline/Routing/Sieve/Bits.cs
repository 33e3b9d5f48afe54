using System.Numerics;

namespace Bidline.Routing.Sieve;

/// <summary>
/// Sets of targets as bits, one for each place in the plan of a campaign: 10,000 targets are 157 words, and a condition
/// is asked of 64 of them at once.
/// </summary>
internal static class Bits
{
    public static ulong[] None(int count) => new ulong[(count + 63) / 64];

    public static ulong[] All(int count)
    {
        var words = None(count);
        Array.Fill(words, ulong.MaxValue);
        if (count % 64 != 0) words[^1] = (1UL << (count % 64)) - 1;
        return words;
    }

    public static ulong[] Of(int count, Func<int, bool> holds)
    {
        var words = None(count);
        for (var i = 0; i < count; i++)
            if (holds(i))
                Set(words, i);
        return words;
    }

    public static bool Has(ReadOnlySpan<ulong> words, int place) => (words[place >> 6] >> (place & 63) & 1) != 0;

    public static void Set(Span<ulong> words, int place) => words[place >> 6] |= 1UL << (place & 63);

    public static void Clear(Span<ulong> words, int place) => words[place >> 6] &= ~(1UL << (place & 63));

    public static int Count(ReadOnlySpan<ulong> words)
    {
        var count = 0;
        foreach (var word in words) count += BitOperations.PopCount(word);
        return count;
    }

    /// <summary>Leaves those that are in <paramref name="kept"/> too. Returns how many are left out, and the first.</summary>
    public static (int Count, int First) Keep(Span<ulong> words, ReadOnlySpan<ulong> kept)
    {
        var (count, first) = (0, -1);
        kept = kept[..words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            var dropped = words[i] & ~kept[i];
            if (dropped == 0) continue;
            if (first < 0) first = (i << 6) + BitOperations.TrailingZeroCount(dropped);
            count += BitOperations.PopCount(dropped);
            words[i] ^= dropped;
        }

        return (count, first);
    }
}
