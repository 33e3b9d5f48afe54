using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// The places of a tier by performance. Known targets come by what their calls brought each, the others after them in
/// their own order; a share of the calls, by the auction's seed, goes the other way round. Pure: all of it is in the record.
/// </summary>
internal static class PerformancePlaces
{
    // Another stream than the lots of the targets.
    private const ulong ExploringSalt = 0x5851F42D4C957F2DUL;

    public static long[] Of(IReadOnlyList<Candidate> rows, RankingTerms terms)
    {
        var (compared, explores) = (TermsOf(terms), Explores(terms));
        var others = TierPlaces.Of(rows, terms, compared.UntilKnown);
        var keys = Enumerable.Range(0, rows.Count)
            .Where(i => others[i] != long.MaxValue)
            .Select(i => (Row: i, Key: KeyOf(rows[i], others[i])))
            .ToArray();
        // Dense ranks: equal keys have one place, and leaving one out changes nothing between the others.
        var ranks = keys.Select(each => each.Key).Distinct().Order().Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        var places = new long[rows.Count];
        Array.Fill(places, long.MaxValue);
        foreach (var (row, key) in keys) places[row] = ranks[key];
        return places;

        (bool IsSecond, decimal Brought, long Other) KeyOf(Candidate row, long other)
        {
            if (!IsKnown(row, compared)) return (!explores, 0, other);
            return explores ? (true, 0, LotOf(row, terms)) : (false, -Brought(row), 0);
        }
    }

    /// <summary>How the order came about; null unless the tier goes by performance.</summary>
    public static Reason? NoteOf(IReadOnlyList<Candidate> rows, RankingTerms terms)
    {
        if (terms.Performance is not { } compared) return null;
        var days = ("days", Number(compared.Window.Days));
        var min = ("min", Number(compared.CallsMin));
        if (!rows.Any(row => TierPlaces.TakesPart(row, terms.Tier) && IsKnown(row, compared)))
            return Reason.Of("order.cold_start", min, days, ("until", NameOf(compared.UntilKnown)));
        return Explores(terms)
            ? Reason.Of("order.explored", ("percent", Number(compared.ExplorePercent)))
            : Reason.Of("order.performance", days, min);
    }

    public static PerformanceTerms TermsOf(RankingTerms terms) => terms.Performance ?? PerformanceTerms.Default;

    public static bool Explores(RankingTerms terms) =>
        new SeededDraw(terms.Seed ^ ExploringSalt).Below(100) < TermsOf(terms).ExplorePercent;

    public static bool IsKnown(Candidate row, PerformanceTerms terms) => row.Past is { } past && past.Calls >= terms.CallsMin;

    // Exact: two targets are never told apart by a rounding.
    private static decimal Brought(Candidate row) => (decimal)row.Past!.Revenue.Micros / row.Past.Calls;

    private static long LotOf(Candidate row, RankingTerms terms) =>
        (long)(SeededDraw.LotOf(terms.Seed ^ ExploringSalt, row.Target) >> 1);

    private static string NameOf(TierOrder order) => order switch
    {
        TierOrder.RoundRobin => "turn",
        TierOrder.LeastRecentlyUsed => "least recent use",
        TierOrder.Weight => "weight",
        TierOrder.Priority => "priority",
        _ => "price",
    };

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
