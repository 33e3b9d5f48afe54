using System.Globalization;
using System.Text;
using Bidline.Primitives;
using Bidline.Reports;
using Bidline.Tracking;
using Microsoft.AspNetCore.WebUtilities;

namespace Bidline.Server.Console.Reports;

/// <summary>
/// The calls or pings behind a figure of a report, as the address of their list has them: "calls?cut=…", "pings?cut=…".
/// </summary>
internal static class CutAddress
{
    private const string Form = "yyyy-MM-ddTHH:mm:ss.ffffffZ";

    /// <param name="keys">The row's, as the report writes them; none for the total.</param>
    public static string Of(ReportRequest request, IReadOnlyList<(Dimension Dimension, string? Value)> keys, Metric? metric)
    {
        var cut = new StringBuilder();
        Add("from", request.Period.From.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));
        Add("to", request.Period.To.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));
        Add("tz", request.Zone.Id);
        Add("cur", request.Currency.Code);
        if (request.Touch != TouchModel.Last) Add("touch", request.Touch == TouchModel.First ? "first" : "linear");
        if (metric is not null && metric != Metrics.Incoming) Add("of", metric.Id);
        // What a row is of is narrower than what the report is of.
        foreach (var filter in request.Filters.Where(filter => keys.All(key => key.Dimension != filter.Dimension)))
            foreach (var value in filter.Values)
                Add((filter.Not ? "not." : "is.") + filter.Dimension.Id, value ?? "");
        foreach (var (dimension, value) in keys) Add("is." + dimension.Id, value ?? "");
        return $"{PageOf(request, metric)}cut={Uri.EscapeDataString(cut.ToString())}";

        void Add(string name, string value) =>
            cut.Append(cut.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }

    /// <summary>Whether what a figure counts has rows to be shown: those of the bid store have none.</summary>
    public static bool Opens(ReportRequest request, Metric metric) =>
        (request.Cut with { Of = metric, Filters = Told(request) }).Fact is ReportFact.Call or ReportFact.Ping;

    private static string PageOf(ReportRequest request, Metric? metric) =>
        (request.Cut with { Of = metric, Filters = Told(request) }).Fact == ReportFact.Ping ? "pings?" : "calls?range=30d&";

    private static List<ReportFilter> Told(ReportRequest request) =>
        [.. request.Filters, .. request.Dimensions.Select(dimension => new ReportFilter(dimension, []))];

    /// <summary>Null for what is no cut, as of a link that was broken off.</summary>
    public static ReportCut? Read(string? text, TimeZoneInfo zone, Currency currency)
    {
        if (text is not { Length: > 0 }) return null;
        var of = QueryHelpers.ParseQuery(text).GetValueOrDefault("of").ToString();
        var metric = Metrics.Find(of);
        var address = ReportAddress.Read("?show=incoming&" + text);
        var (request, _) = address.ToForm(default, zone).Read(new ReportScope.Everything(), zone, currency);
        return request is null || address.From is null ? null : request.Cut with { Of = metric };
    }

    /// <summary>"Keyword: roof", "counted in Revenue": what a cut is of, part by part.</summary>
    public static IEnumerable<string> Say(ReportCut cut, Bidline.Calls.Naming names)
    {
        var (from, to) = (Frame.Shown.Instant(cut.Period.From, cut.Zone), Frame.Shown.Instant(cut.Period.To, cut.Zone));
        yield return $"{from[..16]} to {to[..16]}";
        foreach (var filter in cut.Filters)
        {
            var values = filter.Values.Select(value => value is null
                ? "not known"
                : filter.Dimension.Name is { } name ? name(names, value) : value);
            yield return $"{filter.Dimension.Label} {(filter.Not ? "is not" : "is")} {string.Join(" or ", values)}";
        }

        if (cut.Of is { } metric) yield return $"counted in {metric.Label}";
    }
}
