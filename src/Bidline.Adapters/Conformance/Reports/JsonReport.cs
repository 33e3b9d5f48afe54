using System.Text.Encodings.Web;
using System.Text.Json;

namespace Bidline.Adapters.Conformance.Reports;

/// <summary>A run as JSON, for programs. Keys may be added; none changes its meaning. Pure.</summary>
public static class JsonReport
{
    private static readonly JsonSerializerOptions Form = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(ConformanceReport report) => JsonSerializer.Serialize(
        new
        {
            Bidder = report.Kind == "bidder" ? report.Bidder.AbsoluteUri : null,
            report.Kind,
            Address = report.Bidder.AbsoluteUri,
            report.At,
            Verdict = report.Unreachable is not null ? "unreachable" : report.HasFailed ? "failed" : "passed",
            report.Unreachable,
            Seconds = Math.Round(report.Took.TotalSeconds, 3),
            report.Questions,
            Counts = new
            {
                Passed = report.Count<Verdict.Passed>(),
                Warned = report.Count<Verdict.Warned>(),
                Failed = report.Count<Verdict.Failed>(),
                Skipped = report.Count<Verdict.Skipped>(),
                NotApplicable = report.Count<Verdict.NotApplicable>(),
            },
            Checks = report.Results.Select(Check),
        },
        Form) + "\n";

    private static object Check(CheckResult result)
    {
        var failed = result.Verdict as Verdict.Failed;
        var warned = result.Verdict as Verdict.Warned;
        return new
        {
            result.Name,
            result.Proves,
            result.How,
            Verdict = result.Verdict.Name,
            result.Verdict.Line,
            Expected = failed?.Expected ?? warned?.Expected,
            Diagram = failed?.Diagram ?? warned?.Diagram,
            Seconds = Math.Round(result.Took.TotalSeconds, 3),
        };
    }
}
