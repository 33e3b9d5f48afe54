using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Reports;
using Bidline.Reports.Topics;

namespace Bidline.Server.Console.Reports;

/// <summary>What a report page shows, read together.</summary>
/// <param name="Report">Null where it was not made.</param>
/// <param name="Chart">What the chart is made of; null with the report, and where it was refused.</param>
/// <param name="Refusal">Why it was not made, in a sentence for people.</param>
public sealed record ReportView(ReportAddress Address, Report? Report, Report? Chart, IReadOnlyList<string> Refusal);

/// <summary>Makes reports for the page and its file.</summary>
internal sealed class ReportDesk(Reporter reporter, BookShelf shelf, TimeProvider clock)
{
    public async Task<ReportView> ReadAsync(ReportAddress address, CancellationToken cancel)
    {
        var form = address.ToForm(clock.GetUtcNow(), shelf.Current.TimeZone);
        var (report, refusal) = await MakeAsync(form, cancel);
        if (report is null) return new ReportView(address, null, null, refusal);
        var (chart, _) = await MakeAsync(ChartOf(address, form, report), cancel);
        return new ReportView(address, report, chart, []);
    }

    public async Task<(Report? Report, IReadOnlyList<string> Refusal)> MakeAsync(ReportForm form, CancellationToken cancel)
    {
        var book = shelf.Current;
        var (request, mistakes) = form.Read(new ReportScope.Everything(), book.TimeZone, book.Currency);
        if (request is null) return (null, [.. mistakes.Select(it => it.Hint is null ? it.Detail
            : $"{it.Detail} Try {it.Hint}.")]);
        return await reporter.MakeAsync(request, cancel) switch
        {
            ReportOutcome.Made made => (made.Report, []),
            ReportOutcome.Refused refused => (null, [$"The report was not made: {ReasonCatalogue.Say(refused.Reason)}."]),
            _ => throw new InvalidOperationException("A report is made or refused."),
        };
    }

    /// <summary>The same calls, told apart as the chart needs it; the colour of a map is the report's first metric.</summary>
    private static ReportForm ChartOf(ReportAddress address, ReportForm form, Report report)
    {
        var days = (report.Request.Period.To - report.Request.Period.From).TotalDays;
        var plain = form with { Compare = false, Sort = null, Limit = ReportLimits.RowsMax };
        return address.View switch
        {
            ReportAddress.Outcomes => plain with { Dimensions = ["outcome"], Metrics = ["incoming"] },
            ReportAddress.Hours => plain with { Dimensions = ["weekday", "hour_of_day"], Metrics = Coloured(form) },
            ReportAddress.States => plain with { Dimensions = ["state"], Metrics = Coloured(form) },
            PingFunnel.View => plain with { Dimensions = ["ping_end"], Metrics = ["pings"] },
            BidLandscape.View => plain with { Dimensions = ["price_step"], Metrics = ["bids", "valid", "won", "win_rate"] },
            Floors.View => plain with
            {
                Dimensions = ["at_floor"], Metrics = ["sold_at", "revenue_at", "second_at", "lost_at", "bid_auctions"],
            },
            TalkCurves.View => plain with { Dimensions = [Party(form), "talk_after"], Metrics = ["talking", "connected"] },
            _ => plain with { Dimensions = [days <= 3 ? "hour" : "day"], Metrics = ["incoming", "revenue", "payout", "margin"] },
        };
    }

    /// <summary>Whose curves: of the first party that the report is told by.</summary>
    private static string Party(ReportForm form) =>
        form.Dimensions.FirstOrDefault(it => it is "publisher" or "buyer" or "target" or "campaign") ?? "buyer";

    private static string[] Coloured(ReportForm form) => form.Metrics[0] == "incoming" ? ["incoming"]
        : [form.Metrics[0], "incoming"];
}
