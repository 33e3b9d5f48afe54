namespace Bidline.Calls.Reasons;

/// <summary>Why a report was not made: it would cost calls their time.</summary>
internal static class ReportReasons
{
    private const string Report = "report";

    public static IReadOnlyList<ReasonEntry> All { get; } =
    [
        new("report.busy", "840", Report, "others first",
            "{limit} reports are being made already: try again in a moment", "nobody"),
        new("report.too_slow", "841", Report, "takes too long",
            "it takes longer than {limit}: choose a shorter time or fewer dimensions", "operator"),
        new("report.too_many_rows", "842", Report, "too many rows",
            "it has more than {limit} rows: choose fewer dimensions, or filter", "operator"),
    ];
}
