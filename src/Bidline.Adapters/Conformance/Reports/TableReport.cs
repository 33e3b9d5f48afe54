using System.Globalization;
using System.Text;

namespace Bidline.Adapters.Conformance.Reports;

/// <summary>A run as text for a terminal: a line a check, then what failed with its diagram. Pure.</summary>
public static class TableReport
{
    private const int NameWidth = 16;

    public static string Line(CheckResult result) =>
        $"{Mark(result.Verdict),-8}{result.Name.PadRight(NameWidth)}  {result.Verdict.Line}";

    /// <summary>Every failure and warning: what was expected, what was found, and the exchange.</summary>
    public static string Details(ConformanceReport report)
    {
        var page = new StringBuilder();
        foreach (var result in report.Results)
        {
            var (expected, found, diagram) = result.Verdict switch
            {
                Verdict.Failed failed => failed,
                Verdict.Warned warned => new Verdict.Failed(warned.Expected, warned.Found, warned.Diagram),
                _ => new Verdict.Failed("", "", ""),
            };
            if (expected.Length == 0) continue;
            page.Append(CultureInfo.InvariantCulture, $"{Mark(result.Verdict)} {result.Name}: {result.Proves}\n")
                .Append(CultureInfo.InvariantCulture, $"  expected  {expected}\n  found     {found}\n\n");
            if (diagram.Length > 0) page.Append(diagram).Append("\n\n");
        }

        return page.ToString();
    }

    /// <summary>"22 passed, 1 failed, 1 not applicable; 412 questions in 3.4 s".</summary>
    public static string Summary(ConformanceReport report)
    {
        (int Count, string Word)[] counts =
        [
            (report.Count<Verdict.Passed>(), "passed"), (report.Count<Verdict.Warned>(), "warned"),
            (report.Count<Verdict.Failed>(), "failed"), (report.Count<Verdict.Skipped>(), "skipped"),
            (report.Count<Verdict.NotApplicable>(), "not applicable"),
        ];
        var words = string.Join(
            ", ", counts.Where(count => count.Count > 0).Select(count => $"{count.Count} {count.Word}"));
        return string.Create(
            CultureInfo.InvariantCulture, $"{words}; {report.Questions} questions in {report.Took.TotalSeconds:0.0} s");
    }

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "ok",
        Verdict.Warned => "WARN",
        Verdict.Failed => "FAILED",
        Verdict.Skipped => "skipped",
        _ => "n/a",
    };
}
