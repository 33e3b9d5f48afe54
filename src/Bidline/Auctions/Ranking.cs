using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>What a ranking goes by; all of it is in the <see cref="AuctionRecord"/>.</summary>
internal sealed record RankingTerms(AuctionType Type, TierOrder By, int Tier, ulong Seed, long Turn, Money Floor)
{
    public RankBy RankBy { get; init; } = RankBy.Price;

    public MarginTerms Margin { get; init; } = MarginTerms.NoLoss;

    /// <summary>Null unless the tier goes by performance.</summary>
    public PerformanceTerms? Performance { get; init; }

    /// <summary>Null when the publisher's terms are not known; then no margin is looked at.</summary>
    public PayoutTerms? Payout { get; init; }
}

/// <summary>
/// Orders the valid bids. First by place (priority, drawn weight, turn), then by price or the revenue that is expected,
/// then by the lot drawn from the seed. Pure: the same rows and terms give the same order, on any machine.
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
            var paid = PricePaid.Of(offers[order[rank]]!, next, terms);
            var offer = offers[order[rank]]!;
            // There are twenty in every auction: a copy is made where it says something new, and once.
            sold[rank] = offer.Price == paid.Amount ? offer : offer with { Price = paid.Amount };
            var (row, winner) = (rows[order[rank]], rows[order[0]]);
            ranked[order[rank]] = row with
            {
                Stage = rank == 0 ? CandidateStage.Won : CandidateStage.Lost,
                Rank = rank + 1,
                Reason = rank == 0 ? Victory(winner, paid, next) : LossOf(row, winner, terms),
                Pays = paid.Amount,
            };
        }

        return (ranked, sold);
    }

    /// <summary>Decides a stored auction again, from its rows and seed alone; null when nobody won.</summary>
    public static TargetId? WinnerOf(AuctionRecord record) =>
        OrderOf(record).Select(target => (TargetId?)target).FirstOrDefault();

    /// <summary>The valid bids of a stored auction from the best on. What was compared is worked out again too.</summary>
    public static IReadOnlyList<TargetId> OrderOf(AuctionRecord record)
    {
        var terms = new RankingTerms(
            record.Mechanism, record.By, record.Tier, record.Seed, record.Turn, record.Floor)
        {
            Performance = record.Performance,
        };
        var rows = record.Candidates
            .Select(row => row with { Effective = ComparedAgain(row, record.RankBy) })
            .ToArray();
        var keys = KeysOf(rows, terms);
        return
        [
            .. Enumerable.Range(0, rows.Length)
                .Where(i => rows[i].Rank is not null)
                .OrderBy(i => keys[i])
                .Select(i => rows[i].Target),
        ];
    }

    public static RankKey[] KeysOf(IReadOnlyList<Candidate> rows, RankingTerms terms)
    {
        var places = TierPlaces.Of(rows, terms);
        var keys = new RankKey[rows.Count];
        for (var i = 0; i < keys.Length; i++)
        {
            var lot = places[i] == long.MaxValue ? ulong.MaxValue : SeededDraw.LotOf(terms.Seed, rows[i].Target);
            keys[i] = new RankKey(places[i], rows[i].Effective?.Micros ?? 0, lot);
        }

        return keys;
    }

    private static Money? ComparedAgain(Candidate row, RankBy by) =>
        by == RankBy.ExpectedRevenue && row is { Expected: { } expected, Bid: { } bid }
            ? expected.AmountAt(bid)
            : row.Effective;

    private static Reason Victory(Candidate winner, PricePaid paid, Offer? next)
    {
        var price = ("price", paid.Amount.ToDecimalString());
        var by = ("pays", paid.By);
        var second = ("next", next?.Price.ToDecimalString() ?? "none");
        return winner.Expected is { } expected
            ? Reason.Of("won", price, by, ("expected", expected.Amount.ToDecimalString()), second)
            : Reason.Of("won", price, by, second);
    }

    private static Reason LossOf(Candidate row, Candidate winner, RankingTerms terms)
    {
        if (LossByPlace.Of(row, winner, terms) is { } byPlace) return byPlace;
        return row.Expected is { } expected && row.Effective != winner.Effective
            ? LossByExpectation(row, expected, winner)
            : LossByPrice(row, winner);
    }

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

    private static Reason LossByExpectation(Candidate row, ExpectedRevenue expected, Candidate winner) => Reason.Of(
        "lost.expected_revenue",
        ("own", expected.Amount.ToDecimalString()),
        ("winning", winner.Effective!.Value.ToDecimalString()),
        ("gap", (winner.Effective.Value - expected.Amount).ToDecimalString()),
        ("bid", row.Bid?.ToDecimalString()),
        ("answers", Percent(expected.AnswerRate)),
        ("qualifies", Percent(expected.QualifyRate)));

    private static string Percent(decimal rate) =>
        (rate * 100).ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
