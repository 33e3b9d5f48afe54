using System.Globalization;
using System.Text;
using Bidline.Calls;
using Bidline.Campaigns;

namespace Bidline.Reports;

/// <summary>
/// A report as CSV: labels, below them what each column is, then the rows, what was left out, and the total.
/// </summary>
public static class ReportCsv
{
    /// <param name="legend">The second line; programs may not want it.</param>
    public static string Write(Report report, Naming names, bool legend = true)
    {
        var csv = new StringBuilder();
        var (request, compares) = (report.Request, report.Request.Compares);
        Line(csv, request.Dimensions.Select(it => it.Label).Concat(Columns(request, it => it.Label,
            it => $"{it.Label}, before")));
        if (legend)
        {
            var about = string.Create(CultureInfo.InvariantCulture,
                $"{request.Period.From.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} to "
                + $"{request.Period.To.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}, "
                + $"{request.Zone.Id}, {request.Currency.Code}, as of {report.AsOf.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
            var dimensions = request.Dimensions.Select(it => $"{it.Id}: {it.Definition}").ToList();
            Line(csv, dimensions.Concat(Columns(request, it => $"{it.Id}: {it.Definition}",
                it => $"{it.Id}, the period before")).Append(about));
        }

        foreach (var row in report.Rows) Line(csv, Cells(report, row, Keys(request, row, names)));
        if (report.Others is { } others)
            Line(csv, Cells(report, others, Word(request, $"{report.LeftOut} others")));
        if (request.Dimensions.Count > 0) Line(csv, Cells(report, report.Total, Word(request, "All")));
        return csv.ToString();

        IEnumerable<string> Columns(ReportRequest of, Func<Metric, string> now, Func<Metric, string> before) =>
            of.Metrics.SelectMany(metric => compares ? [now(metric), before(metric)] : new[] { now(metric) });
    }

    private static IEnumerable<string?> Cells(Report report, ReportRow row, IEnumerable<string?> keys) =>
        keys.Concat(report.Request.Metrics.SelectMany((metric, i) => row.Before is { } before
            ? [ReportValue.Write(metric, row.Values[i]), ReportValue.Write(metric, before[i])]
            : new[] { ReportValue.Write(metric, row.Values[i]) }));

    private static IEnumerable<string?> Keys(ReportRequest request, ReportRow row, Naming names) =>
        row.Keys.Select((key, i) => key is not null && request.Dimensions[i].Name is { } name ? name(names, key) : key);

    private static IEnumerable<string?> Word(ReportRequest request, string word) =>
        request.Dimensions.Select((_, i) => i == 0 ? word : null);

    private static void Line(StringBuilder csv, IEnumerable<string?> cells) =>
        csv.AppendJoin(',', cells.Select(Cell)).Append('\n');

    // A loss begins with the sign that would make a formula of a text: a number is none.
    private static string Cell(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out _)
            ? text!
            : CsvText.Cell(text);
}
