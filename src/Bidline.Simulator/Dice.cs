using System.Text;

namespace Bidline.Simulator;

/// <summary>
/// Chance that can be repeated: every draw is a pure function of the seed and of what is being decided, so the order
/// in which calls, bidders and phones happen to run changes nothing.
/// </summary>
internal readonly record struct Dice(ulong Seed)
{
    /// <summary>A number in [0, 1) that belongs to these words alone.</summary>
    public double Roll(string what, string about) => (Mix(what, about) >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double share, string what, string about) => Roll(what, about) < share;

    /// <summary>A whole number in [from, until).</summary>
    public int Between(int from, int until, string what, string about) =>
        from + (int)(Roll(what, about) * (until - from));

    public T Pick<T>(IReadOnlyList<T> of, string what, string about) => of[Between(0, of.Count, what, about)];

    private ulong Mix(string what, string about)
    {
        // FNV-1a over the words, then the finalizer of SplitMix64: short inputs still spread over all bits.
        var hash = 14695981039346656037UL ^ Seed;
        foreach (var b in Encoding.UTF8.GetBytes($"{what}\n{about}")) hash = (hash ^ b) * 1099511628211UL;
        hash ^= Seed * 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}
