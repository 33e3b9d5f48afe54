using System.Text;
using Bidline.Reports;
using Bidline.Reports.Topics;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Bidline.Server.Console.Reports;

/// <summary>What a report page shows, as it stands in its address: a copied link shows the same to somebody else.</summary>
/// <param name="Range">A key of <see cref="ReportRange"/>, or null where From and To say it.</param>
/// <param name="View">Which chart stands above the table.</param>
public sealed record ReportAddress(
    string? Range,
    string? From,
    string? To,
    string? TimeZone,
    string? Currency,
    IReadOnlyList<string> By,
    IReadOnlyList<string> Show,
    IReadOnlyList<ReportFilterForm> Filters,
    string? Touch,
    bool Compare,
    string? Sort,
    string View)
{
    public const string Time = "time";
    public const string Outcomes = "outcomes";
    public const string Hours = "hours";
    public const string States = "states";

    private static readonly string[] Views =
        [Time, Outcomes, Hours, States, PingFunnel.View, BidLandscape.View, Floors.View, TalkCurves.View];

    private const string Is = "is.";
    private const string Not = "not.";

    /// <summary>Reads an address; what makes no sense is found by the form that is made of it.</summary>
    public static ReportAddress Read(string query)
    {
        var given = QueryHelpers.ParseQuery(query);
        var shipped = ShippedReport.All.FirstOrDefault(it => it.Id == Text(given, "report"));
        var show = Texts(given, "show");
        var isOpen = show.Count == 0;
        if (isOpen) shipped ??= ShippedReport.All[0];
        var filters = given.Where(pair => pair.Key.StartsWith(Is, StringComparison.Ordinal))
            .Select(pair => new ReportFilterForm { Dimension = pair.Key[Is.Length..],
                Is = [.. pair.Value.Select(it => it ?? "")] })
            .Concat(given.Where(pair => pair.Key.StartsWith(Not, StringComparison.Ordinal))
                .Select(pair => new ReportFilterForm { Dimension = pair.Key[Not.Length..],
                    IsNot = [.. pair.Value.Select(it => it ?? "")] }))
            .ToList();
        if (isOpen && shipped!.Outcome is { } outcome && filters.All(it => it.Dimension != "outcome"))
            filters.Add(new ReportFilterForm { Dimension = "outcome", Is = [outcome] });
        var (from, to) = (Text(given, "from"), Text(given, "to"));
        var range = Text(given, "range");
        // The form's own dates count where they were chosen, or where no other time was.
        var isOwn = from is not null && to is not null && (range is null or ReportRange.Own);
        return new ReportAddress(
            isOwn ? null : ReportRange.All.FirstOrDefault(it => it.Key == range)?.Key ?? ReportRange.Week.Key,
            isOwn ? from : null, isOwn ? to : null, Text(given, "tz"), Text(given, "cur"),
            isOpen ? shipped!.Dimensions : Texts(given, "by"), isOpen ? shipped!.Metrics : show, filters, Text(given, "touch"),
            Text(given, "compare") is not null, Text(given, "sort") ?? (isOpen ? shipped!.Sort : null),
            Views.FirstOrDefault(view => view == Text(given, "view")) ?? (isOpen ? shipped!.View : null) ?? Time);
    }

    /// <summary>"?range=30d&amp;by=keyword&amp;show=incoming&amp;show=revenue".</summary>
    public string ToQuery()
    {
        var query = new StringBuilder();
        foreach (var (name, value) in Parts())
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return query.ToString();
    }

    public string ToAddress() => "reports" + ToQuery();

    /// <param name="now">Ranges that have today in them end here.</param>
    public ReportForm ToForm(DateTimeOffset now, TimeZoneInfo zone)
    {
        var own = TimeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var named) ? named : zone;
        var time = ReportRange.All.FirstOrDefault(it => it.Key == Range)?.ToForm(now, own)
            ?? new ReportForm { From = From ?? "", To = To ?? "", Metrics = [] };
        return time with
        {
            TimeZone = TimeZone, Currency = Currency, Dimensions = By, Metrics = Show, Filters = Filters, Touch = Touch,
            Compare = Compare, Sort = Sort, Limit = ReportLimits.RowsUnlessSaid,
        };
    }

    private IEnumerable<(string Name, string Value)> Parts()
    {
        if (Range is not null) yield return ("range", Range);
        if (From is not null) yield return ("from", From);
        if (To is not null) yield return ("to", To);
        if (TimeZone is not null) yield return ("tz", TimeZone);
        if (Currency is not null) yield return ("cur", Currency);
        foreach (var by in By) yield return ("by", by);
        foreach (var show in Show) yield return ("show", show);
        foreach (var filter in Filters)
            foreach (var value in filter.Is ?? filter.IsNot ?? [])
                yield return ((filter.Is is null ? Not : Is) + filter.Dimension, value);
        if (Touch is not null) yield return ("touch", Touch);
        if (Compare) yield return ("compare", "1");
        if (Sort is not null) yield return ("sort", Sort);
        if (View != Time) yield return ("view", View);
    }

    private static string? Text(Dictionary<string, StringValues> given, string name) =>
        given.TryGetValue(name, out var values) && values[^1] is { Length: > 0 } text ? text : null;

    private static List<string> Texts(Dictionary<string, StringValues> given, string name) => given.TryGetValue(name,
        out var values)
        ? [.. values.Where(it => !string.IsNullOrEmpty(it)).Select(it => it!).Distinct()]
        : [];
}
