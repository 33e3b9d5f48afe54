using System.Globalization;
using Bidline.Primitives;
using Bidline.Reports.Topics;
using Bidline.Storage;
using Bidline.Tracking;

namespace Bidline.Reports;

/// <summary>
/// A report's questions in SQL, one of each kind of rows: the same text on SQLite and PostgreSQL, and DuckDB's own for
/// bids and auctions. Pure.
/// </summary>
internal sealed class ReportSql
{
    // A conversation's open dispute withholds and gives back: neither changes what the call came to.
    private const string Corrections = """
         LEFT JOIN (
          SELECT x.call_id,
            SUM(CASE WHEN e.account IN ('buyer_prepaid', 'buyer_receivable') THEN e.amount ELSE 0 END) AS revenue,
            SUM(CASE WHEN e.account = 'publisher_payable' THEN -e.amount ELSE 0 END) AS payout
          FROM ledger_transactions x JOIN ledger_entries e ON e.transaction_id = x.id
          WHERE x.kind IN ('adjustment', 'reversal') AND x.call_id IS NOT NULL AND e.currency = {currency}
            AND NOT EXISTS (SELECT 1 FROM ledger_transactions d WHERE d.id = x.reverses AND d.kind = 'dispute')
          GROUP BY x.call_id) k ON k.call_id = c.id
        """;

    // A ping has its id a moment before or after it has its time.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private readonly List<object> _values = [];
    private readonly ReportCut _cut;
    private readonly ReportFact _fact;
    private readonly ReportClock _clock;
    private string? _currency;

    private ReportSql(ReportCut cut, ReportFact fact) =>
        (_cut, _fact, _clock) = (cut, fact, new ReportClock(cut.Period, cut.Zone));

    private IEnumerable<Dimension> Filtered => _cut.Filters.Select(filter => filter.Dimension);

    /// <summary>One row for each combination of the dimensions' values, with the sums of the measures.</summary>
    public static SqlText Groups(
        ReportCut cut, ReportFact fact, IReadOnlyList<Dimension> dimensions, IReadOnlyList<Measure> measures, int most) =>
        new ReportSql(cut, fact).Write(dimensions, measures, most);

    /// <summary>The rows of the calls themselves, to be filtered further.</summary>
    public static SqlText Calls(ReportCut cut) => new ReportSql(cut, ReportFact.Call).Rows("calls", "c");

    /// <summary>The same of pings.</summary>
    public static SqlText Pings(ReportCut cut) => new ReportSql(cut, ReportFact.Ping).Rows("pings", "p");

    private SqlText Rows(string table, string alias)
    {
        Measure[] measures = _cut.Of is { } metric && _cut.Fact == _fact && IsTold(metric.Measures[0])
            ? [metric.Measures[0]]
            : [];
        var from = From([], measures);
        var where = Where(measures.Length == 0 ? null : Counts(measures[0]));
        // A call that several touches brought is one call.
        return new SqlText($"SELECT * FROM {table} WHERE id IN (SELECT {alias}.id {from} {where})", _values);
    }

    private bool IsTold(Measure measure) => measure.At is not { } ladder || Filtered.Any(it => it.Id == ladder);

    private SqlText Write(IReadOnlyList<Dimension> dimensions, IReadOnlyList<Measure> measures, int most)
    {
        var from = From(dimensions, measures);
        var shares = _cut.Touch == TouchModel.Linear && from.Contains("call_touches", StringComparison.Ordinal);
        var columns = dimensions.Select(Column).Concat(measures.Select(measure => Sum(measure, shares)));
        return new SqlText($"SELECT {string.Join(", ", columns)} {from} {Where(null)}{By(dimensions)} LIMIT {most}", _values);
    }

    // What cannot be told of these is not known of any: an address may ask for anything.
    private string Column(Dimension dimension) =>
        dimension.Of(_fact) is { } sql ? WithCurrency(sql(_clock)) : "NULL";

    private static string By(IReadOnlyList<Dimension> dimensions) => dimensions.Count == 0
        ? ""
        : $" GROUP BY {string.Join(", ", Enumerable.Range(1, dimensions.Count))}";

    private string Counts(Measure measure) => measure.Unit == MeasureUnit.Callers
        ? $"{measure.Sql} IS NOT NULL"
        : $"({WithCurrency(measure.Of(_fact))}) <> 0";

    private string Sum(Measure measure, bool shares)
    {
        if (measure.Unit == MeasureUnit.Callers) return $"COUNT(DISTINCT {measure.Sql})";
        var each = $"({WithCurrency(measure.Of(_fact))})";
        // PostgreSQL sums whole numbers to decimal ones, which divide without a remainder.
        if (shares) each = Share($"(CAST({each} AS BIGINT){(measure.Unit == MeasureUnit.Calls ? " * 1000000" : "")})");
        return $"CAST(COALESCE(SUM({each}), 0) AS BIGINT)";
    }

    // As TouchCredit does it: what is left of the division is the last touch's, so that shares add up to the whole.
    private static string Share(string each) =>
        $"CASE WHEN t.touches IS NULL THEN {each} WHEN t.place = t.touches "
        + $"THEN {each} - ({each} / t.touches) * (t.touches - 1) ELSE {each} / t.touches END";

    private string From(IReadOnlyList<Dimension> dimensions, IReadOnlyList<Measure> measures)
    {
        var told = dimensions.Concat(Filtered).Distinct().ToList();
        var read = string.Concat(told.Select(Column).Concat(measures.Select(measure => measure.Of(_fact))));
        var from = _fact switch
        {
            ReportFact.Call => "FROM calls c" + Sources(told),
            ReportFact.Ping => "FROM pings p" + Offers(read),
            ReportFact.Candidate => "FROM bids",
            _ => $"FROM ({Floors.Auctions} WHERE {Base()} GROUP BY auction) a",
        };
        if (Reads(read, "k.")) from += WithCurrency(Corrections);
        return from + string.Concat(told.Select(it => it.Ladder?.Join).Distinct());
    }

    private string Sources(List<Dimension> told) =>
        (told.Any(it => it.From == DimensionSource.Source) ? " LEFT JOIN call_sources s ON s.call_id = c.id" : "")
        + (told.Any(it => it.From == DimensionSource.Touch) ? $" LEFT JOIN call_touches t ON t.call_id = c.id{Touch()}" : "");

    // Each step is joined only where something of it is read: most pings have no offer, and most offers no call.
    private static string Offers(string read)
    {
        var (ofCalls, ofOffers) = (Reads(read, "c."), Reads(read, "held."));
        return (ofCalls || ofOffers
                ? " LEFT JOIN reservations held ON held.id = p.reservation AND p.outcome = 'offered'"
                : "")
            + (ofCalls ? " LEFT JOIN calls c ON c.id = held.call_id AND held.state = 'used'" : "");
    }

    private static bool Reads(string sql, string alias) => sql.Contains(alias, StringComparison.Ordinal);

    private string Touch() => _cut.Touch switch
    {
        TouchModel.First => " AND t.place = 1",
        TouchModel.Last => " AND t.place = t.touches",
        _ => "",
    };

    private string Where(string? also)
    {
        var conditions = _cut.Filters.Select(filter => Condition(filter, Column(filter.Dimension)))
            .Concat(also is null ? [] : [also])
            .Concat(_fact == ReportFact.Auction ? [] : [Base()])
            .ToList();
        return conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", conditions)}";
    }

    /// <summary>Of the time, and no tests unless they are asked for.</summary>
    private string Base()
    {
        var (from, to) = (Micros(_cut.Period.From), Micros(_cut.Period.To));
        return _fact switch
        {
            ReportFact.Call => $"c.received_at >= {from} AND c.received_at < {to}{Tests("c.")}",
            // The ids begin with the time, and have an index.
            ReportFact.Ping => $"p.id >= {PingAt(_cut.Period.From)} AND p.id < {PingAt(_cut.Period.To + Slack + Slack)}"
                + $" AND p.at >= {from} AND p.at < {to}{Tests("p.")}",
            _ => $"began_at >= {from} AND began_at < {to} AND kind NOT IN ('shadow', 'ping'){Tests("")}"
                + (_fact == ReportFact.Auction ? WithCurrency(" AND currency = {currency}") : ""),
        };
    }

    private string Tests(string alias) => _cut.Tests ? "" : $" AND NOT {alias}test";

    private string PingAt(DateTimeOffset at) => Value(new PingId(Guid.CreateVersion7(at - Slack)).ToString());

    private string Condition(ReportFilter filter, string column)
    {
        var known = filter.Values.Where(value => value is not null)
            .Select(value => Value(filter.Dimension.Read is { } read ? (object)(read(_clock, value!) ?? 0L) : value!)).ToList();
        var (list, hasUnknown) = (string.Join(", ", known), known.Count < filter.Values.Count);
        return (known.Count, hasUnknown, filter.Not) switch
        {
            (0, _, false) => $"{column} IS NULL",
            (0, _, true) => $"{column} IS NOT NULL",
            (_, false, false) => $"{column} IN ({list})",
            (_, true, false) => $"({column} IS NULL OR {column} IN ({list}))",
            (_, false, true) => $"({column} IS NULL OR {column} NOT IN ({list}))",
            (_, true, true) => $"({column} IS NOT NULL AND {column} NOT IN ({list}))",
        };
    }

    private string WithCurrency(string sql) => sql.Contains("{currency}", StringComparison.Ordinal)
        ? sql.Replace("{currency}", _currency ??= Value(_cut.Currency.Code), StringComparison.Ordinal)
        : sql;

    private string Value(object value)
    {
        if (value is long number) return number.ToString(CultureInfo.InvariantCulture);
        _values.Add(value);
        return $"{{{_values.Count - 1}}}";
    }

    private static string Micros(DateTimeOffset at) => UnixMicros.Of(at).ToString(CultureInfo.InvariantCulture);
}
