using System.Globalization;
using Bidline.Storage;
using Bidline.Tracking;

namespace Bidline.Reports;

/// <summary>A report's questions in SQL: the same text on SQLite and PostgreSQL, and one for the bid store. Pure.</summary>
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

    private readonly List<object> _values = [];
    private readonly ReportCut _cut;
    private readonly ReportClock _clock;
    private string? _currency;

    private ReportSql(ReportCut cut, ReportClock clock) => (_cut, _clock) = (cut, clock);

    /// <summary>One row for each combination of the dimensions' values, with the sums of the measures.</summary>
    public static SqlText Groups(
        ReportCut cut, IReadOnlyList<Dimension> dimensions, IReadOnlyList<Measure> measures, int most)
    {
        var sql = new ReportSql(cut, new ReportClock(cut.Period, cut.Zone));
        return sql.Write(dimensions, measures, most);
    }

    /// <summary>The rows of the calls themselves, to be filtered further.</summary>
    public static SqlText Calls(ReportCut cut)
    {
        var sql = new ReportSql(cut, new ReportClock(cut.Period, cut.Zone));
        Measure[] measures = cut.Of is { } metric ? [metric.Measures[0]] : [];
        var from = sql.From([], measures);
        var where = sql.Where(measures.Length == 0 ? null : sql.Counts(measures[0]));
        // A call that several touches brought is one call.
        return new SqlText($"SELECT * FROM calls WHERE id IN (SELECT c.id {from} {where})", sql._values);
    }

    /// <summary>The same of candidates; null where what is asked for is not known of them.</summary>
    public static SqlText? Candidates(
        ReportCut cut, IReadOnlyList<Dimension> dimensions, IReadOnlyList<Measure> measures, int most)
    {
        var sql = new ReportSql(cut, new ReportClock(cut.Period, cut.Zone));
        if (dimensions.Concat(cut.Filters.Select(filter => filter.Dimension)).Any(it => it.OfCandidate is null)) return null;
        var columns = dimensions.Select(it => it.OfCandidate!(sql._clock))
            .Concat(measures.Select(measure => $"CAST(SUM({measure.OfCandidate}) AS BIGINT)"));
        var conditions = cut.Filters.Select(filter => sql.Condition(filter, filter.Dimension.OfCandidate!(sql._clock)))
            .Prepend($"began_at >= {Micros(cut.Period.From)} AND began_at < {Micros(cut.Period.To)}")
            .Append("kind NOT IN ('shadow', 'ping')")
            .Concat(cut.Tests ? [] : ["NOT test"]);
        var where = string.Join(" AND ", conditions);
        return new SqlText(
            $"SELECT {string.Join(", ", columns)} FROM bids WHERE {where}{By(dimensions)} LIMIT {most}", sql._values);
    }

    private SqlText Write(IReadOnlyList<Dimension> dimensions, IReadOnlyList<Measure> measures, int most)
    {
        var from = From(dimensions, measures);
        var shares = _cut.Touch == TouchModel.Linear && from.Contains("call_touches", StringComparison.Ordinal);
        var columns = dimensions.Select(it => it.Sql(_clock)).Concat(measures.Select(measure => Sum(measure, shares)));
        return new SqlText($"SELECT {string.Join(", ", columns)} {from} {Where(null)}{By(dimensions)} LIMIT {most}", _values);
    }

    private static string By(IReadOnlyList<Dimension> dimensions) => dimensions.Count == 0
        ? ""
        : $" GROUP BY {string.Join(", ", Enumerable.Range(1, dimensions.Count))}";

    private string Counts(Measure measure) => measure.Unit == MeasureUnit.Callers
        ? $"{measure.Sql} IS NOT NULL"
        : $"({WithCurrency(measure.Sql)}) <> 0";

    private string Sum(Measure measure, bool shares)
    {
        if (measure.Unit == MeasureUnit.Callers) return $"COUNT(DISTINCT {measure.Sql})";
        var each = $"({WithCurrency(measure.Sql)})";
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
        var sources = dimensions.Concat(_cut.Filters.Select(filter => filter.Dimension)).Select(it => it.From).ToHashSet();
        var from = "FROM calls c";
        if (sources.Contains(DimensionSource.Source)) from += " LEFT JOIN call_sources s ON s.call_id = c.id";
        if (sources.Contains(DimensionSource.Touch)) from += $" LEFT JOIN call_touches t ON t.call_id = c.id{Touch()}";
        return measures.Any(it => it.Sql.Contains("k.", StringComparison.Ordinal)) ? from + WithCurrency(Corrections) : from;
    }

    private string Touch() => _cut.Touch switch
    {
        TouchModel.First => " AND t.place = 1",
        TouchModel.Last => " AND t.place = t.touches",
        _ => "",
    };

    private string Where(string? also)
    {
        var conditions = _cut.Filters.Select(filter => Condition(filter, filter.Dimension.Sql(_clock)))
            .Prepend($"c.received_at >= {Micros(_cut.Period.From)} AND c.received_at < {Micros(_cut.Period.To)}")
            .Concat(_cut.Tests ? [] : ["NOT c.test"])
            .Concat(also is null ? [] : [also]);
        return $"WHERE {string.Join(" AND ", conditions)}";
    }

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
