using System.Numerics;

namespace Bidline.Routing.Sieve;

/// <summary>The targets of a campaign that may still take a call, while one condition after the other leaves some out.</summary>
internal sealed class Narrowing(ulong[] everyone)
{
    private readonly ulong[] _left = [.. everyone];
    private readonly List<LeftOut> _out = [];

    public ReadOnlySpan<ulong> Left => _left;

    /// <summary>Who was left out, by condition; each target once.</summary>
    public IReadOnlyList<LeftOut> Out => _out;

    public void Keep(ReadOnlySpan<ulong> kept, string reason) => Note(Bits.Keep(_left, kept), reason);

    /// <summary>Keeps those of a set, and of a short list besides.</summary>
    public void Keep(ReadOnlySpan<ulong> kept, ReadOnlySpan<int> besides, string reason)
    {
        Span<ulong> both = kept.Length <= 512 ? stackalloc ulong[kept.Length] : new ulong[kept.Length];
        kept.CopyTo(both);
        foreach (var place in besides) Bits.Set(both, place);
        Keep(both, reason);
    }

    /// <summary>The places that are left, in the order of the plan.</summary>
    public List<int> Places()
    {
        var places = new List<int>();
        for (var i = 0; i < _left.Length; i++)
            for (var word = _left[i]; word != 0; word &= word - 1)
                places.Add((i << 6) + BitOperations.TrailingZeroCount(word));
        return places;
    }

    private void Note((int Count, int First) dropped, string reason)
    {
        if (dropped.Count > 0) _out.Add(new LeftOut(reason, dropped.Count, dropped.First));
    }
}

/// <param name="First">The place of one of them.</param>
internal readonly record struct LeftOut(string Reason, int Count, int First);
