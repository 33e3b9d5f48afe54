namespace Bidline.Auctions;

/// <summary>
/// What the order of an auction goes by: place in the tier first, then price, then the lot. Smaller is better.
/// </summary>
/// <param name="Place">0 for all where the tier is an auction.</param>
/// <param name="Micros">The price that is compared.</param>
/// <param name="Lot">Seeded; equal prices of one place are decided by it.</param>
internal readonly record struct RankKey(long Place, long Micros, ulong Lot) : IComparable<RankKey>
{
    public int CompareTo(RankKey other)
    {
        var byPlace = Place.CompareTo(other.Place);
        if (byPlace != 0) return byPlace;
        var byPrice = other.Micros.CompareTo(Micros);
        return byPrice != 0 ? byPrice : Lot.CompareTo(other.Lot);
    }

    public bool Beats(RankKey other) => CompareTo(other) < 0;
}
