using static Bidline.Reports.MetricForms;

namespace Bidline.Reports.Topics;

/// <summary>What is bid, by whom, and how often which price wins.</summary>
public static class BidLandscape
{
    public const string View = "bids";

    private const string IsValid = "stage IN ('Won', 'Lost') AND currency = {currency}";

    private const string IsWon = "stage = 'Won' AND currency = {currency}";

    // The bid store's own counts: those of calls may be of more bids, in other currencies.
    private static readonly Measure Valid = new(
        "valid_priced", MeasureUnit.Calls, null, $"CASE WHEN {IsValid} THEN 1 ELSE 0 END");

    private static readonly Measure Won = new(
        "won_priced", MeasureUnit.Calls, null, $"CASE WHEN {IsWon} THEN 1 ELSE 0 END");

    private static readonly Measure BidValue = Value("bid_value", IsValid);

    private static readonly Measure WonValue = Value("won_value", IsWon);

    public static ReportTopic Topic { get; } = new(
        [
            new("price_step", "Price step",
                "What was bid, from this price up to the next step: of bids in the report's currency.", DimensionSource.Call,
                null)
            {
                OfCandidate = _ => $"CASE WHEN bid > 0 AND currency = {{currency}} THEN {PriceSteps.Of("bid")} END",
                Write = (_, number) => PriceSteps.Write(number), Read = (_, text) => PriceSteps.Read(text), IsBidders = true,
            },
        ],
        [
            Per("avg_bid", "Average bid", "Prices of valid bids / valid bids.", MetricUnit.Money, BidValue, Valid),
            Per("avg_win", "Average winning bid", "Prices of winning bids / wins.", MetricUnit.Money, WonValue, Won),
            Money(WonValue, "Winning bids", "What was bid by those who won, in all; what is charged may differ.", true),
        ],
        new ShippedReport("bid_landscape", "Bid landscape", "What is a call worth to whom, and which price wins how often?",
            ["buyer", "target", "price_step"], ["bids", "valid", "won", "win_rate", "won_value"])
        {
            Sort = "buyer", View = View,
        });

    private static Measure Value(string id, string condition) => new(id, MeasureUnit.Money, null,
        $"CASE WHEN {condition} THEN COALESCE(bid, 0) ELSE 0 END");
}
