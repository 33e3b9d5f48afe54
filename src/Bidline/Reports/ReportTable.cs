namespace Bidline.Reports;

/// <summary>Makes a report's rows of the sums: joined with the period before, put in order, cut. Pure.</summary>
internal static class ReportTable
{
    public static Report Of(
        ReportRequest request, ReportPeriod now, ReportPeriod? before, DateTimeOffset asOf, TimeSpan took)
    {
        // What there was and is no more is news too.
        if (before is not null)
            foreach (var group in before.Groups.All) now.Groups.Of(group.Keys);
        var ordered = Ordered(request, now);
        var (shown, left) = (ordered.Take(request.Rows).ToList(), ordered.Skip(request.Rows).ToList());
        return new Report(
            request,
            shown.ConvertAll(group => Row(request, Written(request, now.Clock, group.Keys), [group], now, before, null)),
            Row(request, Nothing(request), ordered, now, before, now.Distinct),
            left.Count == 0 ? null : Row(request, Nothing(request), left, now, before, null),
            left.Count, now.Plan.Unknown, (int)ordered.Sum(group => group[Measures.Elsewhere]), asOf, took);
    }

    private static ReportRow Row(
        ReportRequest request, IReadOnlyList<string?> keys, IReadOnlyList<ReportGroups.Group> groups, ReportPeriod now,
        ReportPeriod? before, ReportGroups.Group? distinct)
    {
        var isWhole = distinct is not null;
        var past = before is null
            ? null
            : groups.Select(group => before.Groups.Find(group.Key)).OfType<ReportGroups.Group>().ToList();
        return new ReportRow(
            keys, Values(request, groups, now, isWhole), past is null ? null : Values(request, past, before!, isWhole));
    }

    private static List<decimal?> Values(
        ReportRequest request, IReadOnlyList<ReportGroups.Group> groups, ReportPeriod period, bool isWhole)
    {
        var sums = new Dictionary<Measure, decimal>();
        foreach (var measure in period.Plan.Measures)
        {
            sums[measure] = isWhole && measure.Unit == MeasureUnit.Callers
                ? period.Distinct[measure]
                : groups.Sum(group => group[measure]);
        }

        var (of, several) = (new Sums(sums), groups.Count > 1);
        // What reached several steps would be counted as often.
        var isClimbed = several && request.Dimensions.Any(dimension => dimension.Ladder is not null);
        return [.. request.Metrics.Select(metric =>
            isClimbed || period.Plan.Unknown.Contains(metric) || (several && !isWhole && IsOfCallers(metric))
                ? null
                : metric.Formula(of))];
    }

    // The callers of several rows may be the same ones.
    private static bool IsOfCallers(Metric metric) => metric.Measures.Any(measure => measure.Unit == MeasureUnit.Callers);

    private static List<ReportGroups.Group> Ordered(ReportRequest request, ReportPeriod now)
    {
        var all = now.Groups.All.ToList();
        var sort = request.Sort ?? Natural(request);
        var (dimension, metric) = (
            request.Dimensions.ToList().FindIndex(it => it.Id == sort.By), request.Metrics.ToList().FindIndex(it =>
                it.Id == sort.By));
        // A metric and a dimension may have one name: then the figure is meant.
        Comparison<ReportGroups.Group> by = metric >= 0
            ? ByMetric(request, metric, all, now)
            : (one, other) => Compare(request.Dimensions[dimension], one.Keys[dimension], other.Keys[dimension]);
        all.Sort((one, other) => (sort.Descending ? by(other, one) : by(one, other)) is var order and not 0
            ? order
            : ByKeys(request, one, other));
        return all;
    }

    private static ReportSort Natural(ReportRequest request) => request.Dimensions is [{ IsOrdered: true } time, ..]
        ? new ReportSort(time.Id, Descending: false)
        : new ReportSort(request.Metrics[0].Id, Descending: true);

    private static Comparison<ReportGroups.Group> ByMetric(
        ReportRequest request, int place, List<ReportGroups.Group> all, ReportPeriod now)
    {
        var values = all.ToDictionary(group => group, group => Values(request, [group], now,
            isWhole: false)[place] ?? decimal.MinValue);
        return (one, other) => values[one].CompareTo(values[other]);
    }

    private static int ByKeys(ReportRequest request, ReportGroups.Group one, ReportGroups.Group other) => request.Dimensions
        .Select((dimension, i) => Compare(dimension, one.Keys[i], other.Keys[i])).FirstOrDefault(order => order != 0);

    // What is not known comes last.
    private static int Compare(Dimension dimension, string? one, string? other) => (one, other) switch
    {
        (null, null) => 0,
        (null, _) => 1,
        (_, null) => -1,
        _ when dimension.IsOrdered => Number(one).CompareTo(Number(other)),
        _ => string.CompareOrdinal(one, other),
    };

    private static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static List<string?> Nothing(ReportRequest request) => [.. request.Dimensions.Select(_ => (string?)null)];

    private static List<string?> Written(ReportRequest request, ReportClock clock, IReadOnlyList<string?> keys) =>
        [.. keys.Select((key, i) => key is not null && request.Dimensions[i].Write is { } write ? write(clock,
            Number(key)) : key)];
}
