using Bidline.Storage;

namespace Bidline.Bench.Closing;

/// <summary>
/// March 2026 as it stands in a store when its calls are settled: a row a call and its ledger transaction of three lines,
/// as the settled half writes them, over the month's seconds, buyers, publishers and campaigns.
/// </summary>
internal static class Month
{
    public const int Buyers = 200;
    public const int Publishers = 50;
    public const long PriceMicros = 27_333_333;
    public const long PayoutMicros = 21_866_666;

    private const int Chunk = 20_000;
    private const int Campaigns = 20;

    /// <summary>2026-03-01T05:00:00Z, midnight in New York, and so many seconds until the last of it.</summary>
    private const long From = 1_772_341_200_000_000;
    private const long Seconds = (31 * 86_400) - 3_600;

    // Both stores count rows up in the same words; an id is a UUIDv7 whose last digits are the number.
    private const string Numbers = "WITH RECURSIVE n(i) AS (SELECT CAST(@p0 AS BIGINT) UNION ALL SELECT i + 1 FROM n "
        + "WHERE i + 1 < @p1) ";

    private const string Id = "'0198c0de000070008' || SUBSTR(CAST(1000000000000000 + i AS TEXT), 2)";

    private const string At = "(@p2 + (i * 7919 % @p3) * 1000000 + i % 1000000)";

    private static readonly string Buyer = $"'buyer-' || CAST(i * 31 % {Buyers} AS TEXT)";
    private static readonly string Publisher = $"'publisher-' || CAST(i * 17 % {Publishers} AS TEXT)";

    private static readonly string Calls = Numbers
        + "INSERT INTO calls (id, received_at, node, trunk, source, sip_call_id, campaign, publisher, book_version, test, phase, "
        + "outcome, reason, target, buyer, currency, price_micros, auctions, considered, asked, bids, attempts, talk_micros, "
        + "ended_at, qualified, revenue_micros, payout_micros, margin_micros, settled_at, events) "
        + $"SELECT 'call_' || {Id}, {At}, 'bench', 'lab', '192.0.2.1', 'x', 'campaign-' || CAST(i % {Campaigns} AS TEXT), "
        + $"{Publisher}, 1, i < 0, 'ended', 'connected', 'pay.qualified', 'target', {Buyer}, 'USD', @p4, 1, 20, 5, 5, 1, 131000000, "
        + $"{At}, i >= 0, @p4, @p5, @p4 - @p5, {At}, 9 FROM n";

    private static readonly string Transactions = Numbers
        + "INSERT INTO ledger_transactions (id, kind, key, memo, call_id, reverses, booked_at) "
        + $"SELECT 'led_' || {Id}, 'call', 'call:call_' || {Id}, 'Qualified call', 'call_' || {Id}, NULL, {At} FROM n";

    public static async Task LoadAsync(Store store, int calls)
    {
        for (var from = 0; from < calls; from += Chunk)
        {
            var until = Math.Min(calls, from + Chunk);
            Statement[] statements =
            [
                Of(Calls, from, until, PriceMicros, PayoutMicros),
                Of(Transactions, from, until),
                Of(Line(0, "buyer_prepaid", Buyer, "@p4"), from, until, PriceMicros),
                Of(Line(1, "publisher_payable", Publisher, "-@p4"), from, until, PayoutMicros),
                Of(Line(2, "platform_revenue", "''", "-@p4"), from, until, PriceMicros - PayoutMicros),
            ];
            await store.Commits.CommitAsync(new CommitUnit(null, statements));
        }
    }

    private static Statement Of(string sql, int from, int until, params long[] more) =>
        new(sql, [(long)from, (long)until, From, Seconds, .. more.Select(value => (object)value)]);

    private static string Line(int line, string account, string party, string amount) => Numbers
        + "INSERT INTO ledger_entries (transaction_id, line, account, party, currency, amount, call_id, booked_at) "
        + $"SELECT 'led_' || {Id}, {line}, '{account}', {party}, 'USD', CAST({amount} AS BIGINT), 'call_' || {Id}, {At} FROM n";
}
