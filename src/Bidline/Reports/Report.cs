using Bidline.Primitives;

namespace Bidline.Reports;

/// <summary>What came of a request.</summary>
public abstract record ReportOutcome
{
    private ReportOutcome()
    {
    }

    public sealed record Made(Report Report) : ReportOutcome;

    /// <summary>Reasons "report.…": it would cost too much, now or at all.</summary>
    public sealed record Refused(Reason Reason) : ReportOutcome;
}

/// <summary>A finished report.</summary>
/// <param name="Rows">In the order that was asked for, at most as many as were asked for.</param>
/// <param name="Others">The sums of the rows that are left out; null when none is.</param>
/// <param name="LeftOut">How many those are.</param>
/// <param name="Unknown">Metrics that these dimensions and filters do not tell: their values are null, never wrong.</param>
/// <param name="Elsewhere">Calls with money of another currency: they are counted, and their money is not in it.</param>
public sealed record Report(
    ReportRequest Request,
    IReadOnlyList<ReportRow> Rows,
    ReportRow Total,
    ReportRow? Others,
    int LeftOut,
    IReadOnlyList<Metric> Unknown,
    int Elsewhere,
    DateTimeOffset AsOf,
    TimeSpan Took);

/// <param name="Keys">A value for each dimension, as filters take it; null is "not known".</param>
/// <param name="Values">A value for each metric; null where the set is empty or the metric is not known here.</param>
/// <param name="Before">The same of the period before; null when nothing is compared.</param>
public sealed record ReportRow(
    IReadOnlyList<string?> Keys, IReadOnlyList<decimal?> Values, IReadOnlyList<decimal?>? Before);
