using static Bidline.Reports.MetricForms;

namespace Bidline.Reports.Topics;

/// <summary>
/// What the floor cost, and what others would have cost or won: each auction is held again at every step with the bids that
/// it had, those that were rejected below its floor among them. Nobody is assumed to bid otherwise at another floor.
/// </summary>
public static class Floors
{
    public const string View = "floors";

    /// <summary>An auction of its candidates: the two best bids of all that only the floor could keep out.</summary>
    public const string Auctions = """
        SELECT auction, any_value(campaign) AS campaign, any_value(publisher) AS publisher, any_value(state) AS state,
          min(began_at) AS began_at, max(floor) AS floor, bool_or(stage = 'Won') AS is_sold,
          coalesce(max(bid) FILTER (stage = 'Won'), 0) AS won_bid,
          coalesce(max(bid) FILTER (reason = 'rejected.below_floor'), 0) AS under,
          max(bid, 2) FILTER (bid > 0 AND (stage IN ('Won', 'Lost') OR reason = 'rejected.below_floor')) AS best
        FROM bids
        """;

    private const string Top = "coalesce(best[1], 0)";

    private const string Second = "coalesce(best[2], 0)";

    private const string AtFloor = "at_floor";

    private static readonly Measure Held = Of("bid_auctions", MeasureUnit.Calls, "1");

    private static readonly Measure Won = Of("bid_auctions_sold", MeasureUnit.Calls, "CASE WHEN is_sold THEN 1 ELSE 0 END");

    private static readonly Measure Unsold = Of(
        "floor_unsold", MeasureUnit.Calls, "CASE WHEN NOT is_sold AND under > 0 THEN 1 ELSE 0 END");

    private static readonly Measure Cost = Of(
        "floor_cost", MeasureUnit.Money, "CASE WHEN NOT is_sold THEN under ELSE 0 END");

    private static readonly Measure Hits = new(
        "floor_hits", MeasureUnit.Calls, null,
        "CASE WHEN reason = 'rejected.below_floor' AND currency = {currency} THEN 1 ELSE 0 END");

    private static readonly Measure Gap = new(
        "floor_gap_sum", MeasureUnit.Money, null,
        "CASE WHEN reason = 'rejected.below_floor' AND currency = {currency} THEN floor - bid ELSE 0 END");

    private static readonly Measure SoldAt = At(
        "sold_at", MeasureUnit.Calls, $"CASE WHEN {Top} > 0 AND {Top} >= ladder.step THEN 1 ELSE 0 END");

    private static readonly Measure RevenueAt = At(
        "revenue_at", MeasureUnit.Money, $"CASE WHEN {Top} >= ladder.step THEN {Top} ELSE 0 END");

    private static readonly Measure SecondAt = At("second_at", MeasureUnit.Money,
        $"CASE WHEN {Top} > 0 AND {Top} >= ladder.step THEN greatest({Second}, ladder.step) ELSE 0 END");

    private static readonly Measure LostAt = At(
        "lost_at", MeasureUnit.Money, $"CASE WHEN is_sold AND {Top} < ladder.step THEN won_bid ELSE 0 END");

    public static ReportTopic Topic { get; } = new(
        [
            new(AtFloor, "At a floor of", "Every auction with its own bids, held again at this floor.",
                DimensionSource.Call, null)
            {
                OfAuction = _ => "ladder.step", Ladder = new Ladder(PriceSteps.Micros),
                Write = (_, number) => PriceSteps.Write(number), Read = (_, text) => PriceSteps.Read(text),
            },
        ],
        [
            Count(Hits, "Bids below the floor", "Bids in the report's currency that were rejected for the floor.", null),
            Per("floor_gap", "Average gap to the floor", "Floor less bid, of bids below the floor.", MetricUnit.Money, Gap, Hits)
                with { MoreIsGood = null },
            Count(Held, "Auctions of calls", "Auctions for calls in the report's currency, as the bid store has them.", null),
            Count(Won, "Auctions sold", "Auctions for calls that a bid won.", true),
            Count(Unsold, "Unsold for the floor", "Auctions that nobody won and in which somebody bid below the floor.", false),
            Money(Cost, "What the floor cost at most", "The best bid below the floor, of auctions that nobody won.", false),
            Count(SoldAt, "Sold at this floor", "Auctions whose best bid reaches this floor.", true),
            Money(RevenueAt, "Bids at this floor",
                "The best bids that reach this floor, in all: what is paid at a first price.", true),
            Money(SecondAt, "Second prices at this floor",
                "The second bid or this floor, whichever is more, where the best bid reaches it: what is paid at a second price.",
                true),
            Money(LostAt, "Lost at this floor", "Winning bids of auctions in which no bid reaches this floor.", false),
        ],
        new ShippedReport("floors", "Floors", "What did floors cost, and what would other ones have brought?",
            [AtFloor],
            ["bid_auctions", "bid_auctions_sold", "sold_at", "revenue_at", "second_at", "lost_at", "floor_unsold", "floor_cost"])
        {
            View = View,
        });

    private static Measure Of(string id, MeasureUnit unit, string sql) => new(id, unit, null) { OfAuction = sql };

    private static Measure At(string id, MeasureUnit unit, string sql) => Of(id, unit, sql) with { At = AtFloor };
}
