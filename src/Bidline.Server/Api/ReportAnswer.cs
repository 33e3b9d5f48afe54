using Bidline.Calls;
using Bidline.Reports;

namespace Bidline.Server.Api;

/// <param name="Definition">What it is, in words.</param>
internal sealed record DimensionAnswer(string Id, string Label, string Definition)
{
    public static DimensionAnswer Of(Dimension dimension) => new(dimension.Id, dimension.Label, dimension.Definition);
}

/// <param name="Unit">calls, money, percent, seconds or ratio.</param>
internal sealed record MetricAnswer(string Id, string Label, string Definition, string Unit)
{
    public static MetricAnswer Of(Reports.Metric metric) => new(
        metric.Id, metric.Label, metric.Definition,
        System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(metric.Unit.ToString()));
}

internal sealed record ShippedReportAnswer(
    string Id, string Name, string About, IReadOnlyList<string> Dimensions, IReadOnlyList<string> Metrics);

/// <summary>What reports can be made of.</summary>
internal sealed record ReportCatalogueAnswer(
    IReadOnlyList<DimensionAnswer> Dimensions, IReadOnlyList<MetricAnswer> Metrics, IReadOnlyList<ShippedReportAnswer> Shipped);

/// <param name="Keys">The value of each dimension; null where it is not known.</param>
/// <param name="Names">What people call those that have names.</param>
/// <param name="Values">Decimal texts, money in units of the report's currency; null where the set is empty or the metric
/// is not told by these dimensions.</param>
/// <param name="Before">The same of the period before; absent where nothing is compared.</param>
internal sealed record ReportRowAnswer(
    IReadOnlyDictionary<string, string?> Keys,
    IReadOnlyDictionary<string, string>? Names,
    IReadOnlyDictionary<string, string?> Values,
    IReadOnlyDictionary<string, string?>? Before)
{
    public static ReportRowAnswer Of(ReportRequest request, ReportRow row, Naming names, bool isSum)
    {
        var known = isSum
            ? []
            : request.Dimensions.Select((dimension, i) => (dimension, Key: row.Keys[i]))
                .Where(it => it is { Key: not null, dimension.Name: not null })
                .ToDictionary(it => it.dimension.Id, it => it.dimension.Name!(names, it.Key!));
        return new ReportRowAnswer(
            isSum
                ? new Dictionary<string, string?>()
                : request.Dimensions.Select((dimension, i) => (dimension.Id, row.Keys[i])).ToDictionary(it => it.Id,
                    it => it.Item2),
            known.Count == 0 ? null : known,
            ValuesOf(request, row.Values),
            row.Before is { } before ? ValuesOf(request, before) : null);
    }

    private static Dictionary<string, string?> ValuesOf(ReportRequest request, IReadOnlyList<decimal?> values) =>
        request.Metrics.Select((metric, i) => (metric, values[i]))
            .ToDictionary(it => it.metric.Id, it => ReportValue.Write(it.metric, it.Item2));
}

/// <param name="Touch">Which of several touches has the call: first, last or linear.</param>
/// <param name="Others">The sums of the rows that are left out; absent where none is.</param>
/// <param name="LeftOut">How many rows those are.</param>
/// <param name="Unknown">Metrics that these dimensions and filters do not tell; their values are null.</param>
/// <param name="OtherCurrencies">Calls with money of another currency: counted, and their money not in the report.</param>
internal sealed record ReportAnswer(
    string Object,
    DateTimeOffset AsOf,
    DateTimeOffset From,
    DateTimeOffset To,
    string TimeZone,
    string Currency,
    string Touch,
    IReadOnlyList<DimensionAnswer> Dimensions,
    IReadOnlyList<MetricAnswer> Metrics,
    IReadOnlyList<ReportRowAnswer> Rows,
    ReportRowAnswer Total,
    ReportRowAnswer? Others,
    int LeftOut,
    IReadOnlyList<string> Unknown,
    int OtherCurrencies,
    double TookMs)
{
    public static ReportAnswer Of(Report report, Naming names)
    {
        var request = report.Request;
        return new ReportAnswer(
            "report", report.AsOf, request.Period.From, request.Period.To, request.Zone.Id, request.Currency.Code,
            System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(request.Touch.ToString()),
            [.. request.Dimensions.Select(DimensionAnswer.Of)],
            [.. request.Metrics.Select(MetricAnswer.Of)],
            [.. report.Rows.Select(row => ReportRowAnswer.Of(request, row, names, isSum: false))],
            ReportRowAnswer.Of(request, report.Total, names, isSum: true),
            report.Others is { } others ? ReportRowAnswer.Of(request, others, names, isSum: true) : null,
            report.LeftOut, [.. report.Unknown.Select(metric => metric.Id)], report.Elsewhere, report.Took.TotalMilliseconds);
    }
}
