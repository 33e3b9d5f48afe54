using Bidline.Reports;

namespace Bidline.Server.Api;

/// <summary>Reports of this run and the limits that they met, for /metrics.</summary>
internal static class ReportMetrics
{
    public static MetricSource Of(Reporter reporter) => () =>
    {
        const string name = "bidline_reports_total";
        const string help = "Reports asked for, by what came of them.";
        var (made, busy, slow, wide) = reporter.Counts;
        return
        [
            new Metric(name, help, true, made, "outcome=\"made\""),
            new Metric(name, help, true, busy, "outcome=\"busy\""),
            new Metric(name, help, true, slow, "outcome=\"too_slow\""),
            new Metric(name, help, true, wide, "outcome=\"too_many_rows\""),
        ];
    };
}
