using System.Diagnostics;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>What a ranking goes by; all of it is in the <see cref="AuctionRecord"/>.</summary>
internal sealed record RankingTerms(AuctionType Type, TierOrder By, int Tier, ulong Seed, long Turn, Money Floor);

/// <summary>
/// Orders the valid bids. First by place (priority, drawn weight, turn), then by price, then by the lot drawn from the
/// seed. Pure: the same rows and terms give the same order, on any machine.
/// </summary>
internal static class Ranking
{
    /// <summary>
    /// Ranks the rows that have an offer. A row without one keeps its stage and reason.
    /// </summary>
    /// <param name="offers">One for each row; null where there was no valid bid.</param>
    public static (Candidate[] Rows, Offer[] Offers) Decide(
        IReadOnlyList<Candidate> rows, IReadOnlyList<Offer?> offers, RankingTerms terms)
    {
        var keys = KeysOf(rows, terms);
        var order = Enumerable.Range(0, rows.Count).Where(i => offers[i] is not null).ToArray();
        Array.Sort(order, (left, right) => keys[left].CompareTo(keys[right]));

        var ranked = rows.ToArray();
        var sold = new Offer[order.Length];
        for (var rank = 0; rank < order.Length; rank++)
        {
            var next = rank + 1 < order.Length ? offers[order[rank + 1]] : null;
            sold[rank] = Priced(offers[order[rank]]!, next, terms);
            ranked[order[rank]] = Placed(rows[order[rank]], rank, rows[order[0]], sold[rank], next, terms);
        }

        return (ranked, sold);
    }

    /// <summary>Decides a stored auction again, from its rows and seed alone; null when nobody won.</summary>
    public static TargetId? WinnerOf(AuctionRecord record)
    {
        var terms = new RankingTerms(
            record.Mechanism, record.By, record.Tier, record.Seed, record.Turn, record.Floor);
        var keys = KeysOf(record.Candidates, terms);
        var best = Enumerable.Range(0, record.Candidates.Count)
            .Where(i => record.Candidates[i].Rank is not null)
            .OrderBy(i => keys[i])
            .ToArray();
        return best.Length == 0 ? null : record.Candidates[best[0]].Target;
    }

    public static RankKey[] KeysOf(IReadOnlyList<Candidate> rows, RankingTerms terms)
    {
        var places = TierPlaces.Of(rows, terms.Tier, terms.By, terms.Seed, terms.Turn);
        var keys = new RankKey[rows.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var lot = places[i] == long.MaxValue ? ulong.MaxValue : SeededDraw.LotOf(terms.Seed, rows[i].Target);
            keys[i] = new RankKey(places[i], rows[i].Effective?.Micros ?? 0, lot);
        }

        return keys;
    }

    /// <summary>
    /// In a second-price auction a bidder pays what the next one offered, at least the floor; alone and without a floor
    /// it pays its bid. A fixed price is an agreement, not a bid, and stays what it is.
    /// </summary>
    private static Offer Priced(Offer offer, Offer? next, RankingTerms terms)
    {
        var staysAsBid = terms.Type == AuctionType.FirstPrice
            || terms.By != TierOrder.Auction
            || offer.Target.Price is TargetPrice.Fixed;
        if (staysAsBid) return offer;
        var second = next is null ? terms.Floor : Money.Max(terms.Floor, next.Price);
        return second.IsPositive ? offer with { Price = second } : offer;
    }

    private static Candidate Placed(
        Candidate row, int rank, Candidate winner, Offer sold, Offer? next, RankingTerms terms) => rank == 0
        ? row with
        {
            Stage = CandidateStage.Won,
            Rank = 1,
            Reason = Reason.Of(
                "won", ("price", sold.Price.ToDecimalString()), ("next", next?.Price.ToDecimalString() ?? "none")),
        }
        : row with { Stage = CandidateStage.Lost, Rank = rank + 1, Reason = LossOf(row, winner, terms) };

    private static Reason LossOf(Candidate row, Candidate winner, RankingTerms terms)
    {
        var byPlace = terms.By switch
        {
            TierOrder.Auction => false,
            TierOrder.Priority => row.Priority != winner.Priority,
            TierOrder.Weight or TierOrder.RoundRobin => true,
            _ => throw new UnreachableException(),
        };
        return byPlace ? LossByPlace(row, winner, terms) : LossByPrice(row, winner);
    }

    private static Reason LossByPlace(Candidate row, Candidate winner, RankingTerms terms) => terms.By switch
    {
        TierOrder.Priority => Reason.Of(
            "lost.priority", ("own", Number(row.Priority)), ("winning", Number(winner.Priority))),
        TierOrder.Weight => Reason.Of(
            "lost.weight", ("own", Number(row.Weight)), ("winning", Number(winner.Weight))),
        _ => Reason.Of("lost.turn", ("turn", Number(terms.Turn)), ("winner", winner.Target.Value)),
    };

    private static Reason LossByPrice(Candidate row, Candidate winner)
    {
        var (own, winning) = (row.Effective!.Value, winner.Effective!.Value);
        return own == winning
            ? Reason.Of("lost.tie", ("price", own.ToDecimalString()), ("rule", "seeded_draw"))
            : Reason.Of(
                "lost.price",
                ("own", own.ToDecimalString()),
                ("winning", winning.ToDecimalString()),
                ("gap", (winning - own).ToDecimalString()));
    }

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
