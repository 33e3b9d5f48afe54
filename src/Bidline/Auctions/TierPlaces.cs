using System.Diagnostics;
using Bidline.Campaigns;

namespace Bidline.Auctions;

/// <summary>
/// The place of each entrant where a tier goes by priority, weight or turn: known before anyone answers, so an auction
/// can end as soon as nobody with a better place is pending. Drawing all places first and then leaving out who does not
/// bid is the same lottery as drawing among the bidders alone.
/// </summary>
internal static class TierPlaces
{
    /// <summary>
    /// A place for each row, smaller first; rows that do not take part have <see cref="long.MaxValue"/>.
    /// </summary>
    public static long[] Of(IReadOnlyList<Candidate> rows, RankingTerms terms) => Of(rows, terms, terms.By);

    public static long[] Of(IReadOnlyList<Candidate> rows, RankingTerms terms, TierOrder by) => by switch
    {
        TierOrder.Auction => Each(rows, terms.Tier, _ => 0),
        TierOrder.Priority => Each(rows, terms.Tier, i => rows[i].Priority),
        TierOrder.Weight => Each(rows, terms.Tier, i => DrawnPlace(rows[i], i, terms.Seed)),
        TierOrder.RoundRobin => Turned(rows, terms.Tier, terms.Turn),
        TierOrder.LeastRecentlyUsed => Each(rows, terms.Tier, i => rows[i].Past?.LastUsedAt?.UtcTicks ?? 0),
        TierOrder.Performance => PerformancePlaces.Of(rows, terms),
        _ => throw new UnreachableException(),
    };

    /// <summary>Everyone who was asked, or had a price without being asked.</summary>
    public static bool TakesPart(Candidate row, int tier) => row.Tier == tier && row.SentMs is not null;

    private static long[] Each(IReadOnlyList<Candidate> rows, int tier, Func<int, long> place)
    {
        var places = new long[rows.Count];
        for (var i = 0; i < places.Length; i++) places[i] = TakesPart(rows[i], tier) ? place(i) : long.MaxValue;
        return places;
    }

    // An exponential race (Efraimidis and Spirakis 2006): each target's time depends on its own lot and weight alone,
    // so leaving one out changes nothing between the others. Weights of zero are spares: last, in the order of the
    // file.
    private static long DrawnPlace(Candidate row, int index, ulong seed)
    {
        if (row.Weight <= 0) return (long.MaxValue / 2) + index;
        var chance = ((SeededDraw.LotOf(seed, row.Target) >> 11) + 1) * Math.Pow(2, -53);
        return (long)(-Math.Log(chance) / row.Weight * (1L << 48));
    }

    private static long[] Turned(IReadOnlyList<Candidate> rows, int tier, long turn)
    {
        // A shadow has no seat, or its turn would be the next one's for ever.
        var size = rows.Count(row => row.Tier == tier && !row.Shadow);
        var seat = 0L;
        var places = new long[rows.Count];
        for (var i = 0; i < places.Length; i++)
        {
            var own = rows[i].Tier == tier && !rows[i].Shadow ? seat++ : 0;
            places[i] = TakesPart(rows[i], tier) && !rows[i].Shadow ? (own - (turn % size) + size) % size : long.MaxValue;
        }

        return places;
    }
}
