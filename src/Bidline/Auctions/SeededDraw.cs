using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// Random numbers that a seed repeats exactly on every machine and version: SplitMix64 (Steele, Lea and Flood 2014),
/// because the sequence of <see cref="Random"/> is not promised to stay.
/// </summary>
internal struct SeededDraw(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A target's lot in this auction: decides ties, and does not depend on who else takes part.</summary>
    public static ulong LotOf(ulong seed, TargetId target)
    {
        // FNV-1a, 64 bits: string.GetHashCode differs from run to run.
        var hash = 14695981039346656037UL;
        foreach (var c in target.Value) hash = (hash ^ c) * 1099511628211UL;
        return new SeededDraw(seed ^ hash).Next();
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>
    /// 0 to <paramref name="bound"/> - 1, evenly (Lemire's multiplication; the bias is below 2^-32 here).
    /// </summary>
    public long Below(long bound) => (long)Math.BigMul(Next(), (ulong)bound, out _);
}
