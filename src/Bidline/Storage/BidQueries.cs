using Bidline.Auctions;
using Bidline.Primitives;
using DuckDB.NET.Data;

namespace Bidline.Storage;

/// <summary>What is asked of the bids.</summary>
internal static class BidQueries
{
    private const string Auction = """
        SELECT began_at, auction, call, campaign, publisher, state, kind, test, target, buyer, tier, stage, reason, rank,
               currency, bid, effective, floor, deadline_ms, sent_ms, done_ms
        FROM bids WHERE auction = $1 ORDER BY tier, rank NULLS LAST, target
        """;

    private const string Buyers = """
        WITH late AS (
          SELECT buyer, count(*) AS answers FROM late_bids l
          WHERE NOT test AND (auction, target) IN (
            SELECT (auction, target) FROM bids
            WHERE began_at >= $1 AND began_at < $2 AND kind <> 'shadow' AND ($3 = '' OR campaign = $3))
          GROUP BY buyer)
        SELECT b.buyer,
               count(*),
               count(*) FILTER (stage <> 'NotAsked') AS asked,
               count(*) FILTER (stage NOT IN ('NotAsked', 'Error')),
               count(*) FILTER (bid > 0),
               count(*) FILTER (stage = 'Won'),
               count(*) FILTER (reason = 'error.timeout'),
               coalesce(any_value(late.answers), 0),
               round(quantile_cont(latency, 0.5), 3),
               round(quantile_cont(latency, 0.95), 3)
        FROM (
          SELECT *, CASE WHEN reason = 'error.timeout' THEN deadline_ms
                         WHEN stage NOT IN ('NotAsked', 'Error') THEN done_ms - sent_ms END AS latency
          FROM bids
          WHERE began_at >= $1 AND began_at < $2 AND NOT test AND kind <> 'shadow' AND ($3 = '' OR campaign = $3)) b
        LEFT JOIN late ON late.buyer = b.buyer
        GROUP BY b.buyer ORDER BY asked DESC, b.buyer
        """;

    public static List<BidRow> OfAuction(BidFile file, AuctionId auction) => file.Query(Auction, Row, auction.Value);

    public static List<BuyerBidding> ByBuyer(
        BidFile file, DateTimeOffset from, DateTimeOffset to, CampaignId? campaign) =>
        file.Query(Buyers, Bidding, UnixMicros.Of(from), UnixMicros.Of(to), campaign?.Value ?? "");

    private static BuyerBidding Bidding(DuckDBDataReader reader) => new(
        new BuyerId(reader.GetString(0)),
        reader.GetInt64(1),
        reader.GetInt64(2),
        reader.GetInt64(3),
        reader.GetInt64(4),
        reader.GetInt64(5),
        reader.GetInt64(6),
        reader.GetInt64(7),
        Optional(reader, 8),
        Optional(reader, 9));

    private static BidRow Row(DuckDBDataReader reader)
    {
        var currency = Currency.Parse(reader.GetString(14));
        return new BidRow(
            UnixMicros.At(reader.GetInt64(0)),
            new AuctionId(reader.GetGuid(1)),
            new CallId(reader.GetGuid(2)),
            new CampaignId(reader.GetString(3)),
            new PublisherId(reader.GetString(4)),
            reader.IsDBNull(5) ? null : reader.GetString(5),
            reader.GetString(6),
            reader.GetBoolean(7),
            new TargetId(reader.GetString(8)),
            new BuyerId(reader.GetString(9)),
            reader.GetInt32(10),
            Enum.Parse<CandidateStage>(reader.GetString(11)),
            reader.GetString(12),
            reader.IsDBNull(13) ? null : reader.GetInt32(13),
            Amount(reader, 15, currency),
            Amount(reader, 16, currency),
            new Money(reader.GetInt64(17), currency),
            reader.GetDouble(18),
            Optional(reader, 19),
            Optional(reader, 20));
    }

    private static Money? Amount(DuckDBDataReader reader, int column, Currency currency) =>
        reader.IsDBNull(column) ? null : new Money(reader.GetInt64(column), currency);

    private static double? Optional(DuckDBDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetDouble(column);
}
