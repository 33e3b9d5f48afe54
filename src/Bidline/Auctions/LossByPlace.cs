using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>Why a valid bid came after the winner whatever the prices: its place in the tier.</summary>
internal static class LossByPlace
{
    /// <summary>Null where both had the same place, so that the price decided.</summary>
    public static Reason? Of(Candidate row, Candidate winner, RankingTerms terms) => Of(row, winner, terms, terms.By);

    private static Reason? Of(Candidate row, Candidate winner, RankingTerms terms, TierOrder by) => by switch
    {
        TierOrder.Priority when row.Priority != winner.Priority => Reason.Of(
            "lost.priority", ("own", Number(row.Priority)), ("winning", Number(winner.Priority))),
        TierOrder.Weight => Reason.Of(
            "lost.weight", ("own", Number(row.Weight)), ("winning", Number(winner.Weight))),
        TierOrder.RoundRobin => Reason.Of("lost.turn", ("turn", Number(terms.Turn)), ("winner", winner.Target.Value)),
        TierOrder.LeastRecentlyUsed when row.Past?.LastUsedAt != winner.Past?.LastUsedAt => Reason.Of(
            "lost.recently_used", ("own", Moment(row)), ("winning", Moment(winner))),
        TierOrder.Performance => ByPerformance(row, winner, terms),
        _ => null,
    };

    private static Reason? ByPerformance(Candidate row, Candidate winner, RankingTerms terms)
    {
        var compared = PerformancePlaces.TermsOf(terms);
        if (!PerformancePlaces.IsKnown(row, compared) && !PerformancePlaces.IsKnown(winner, compared))
            return Of(row, winner, terms, compared.UntilKnown);
        if (PerformancePlaces.Explores(terms)) return Reason.Of("lost.explored", ("winner", winner.Target.Value));
        return row.Past?.PerCall == winner.Past?.PerCall && row.Past?.Calls == winner.Past?.Calls
            ? null
            : Reason.Of(
                "lost.performance",
                ("calls", Number(row.Past?.Calls ?? 0)),
                ("own", row.Past?.PerCall.ToDecimalString() ?? "0.00"),
                ("winning", winner.Past?.PerCall.ToDecimalString()));
    }

    private static string Moment(Candidate row) =>
        row.Past?.LastUsedAt?.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture) ?? "no time";

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
