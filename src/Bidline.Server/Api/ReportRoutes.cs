using System.Text;
using Bidline.Accounts;
using Bidline.Calls;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>/v1/reports: figures over calls, by any of their dimensions.</summary>
internal static class ReportRoutes
{
    private const string Csv = "text/csv";

    private static readonly ReportScope Scope = new ReportScope.Everything();

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/reports").WithTags("reports");
        group.MapGet("/", Catalogue).For(Role.Viewer).WithName("get_report_catalogue")
            .WithSummary("The dimensions and metrics that reports are made of, each with its definition, and shipped reports")
            .Reads<ReportCatalogueAnswer>();
        group.MapPost("/query", QueryAsync).For(Role.Viewer).WithName("query_report")
            .WithSummary("Make a report: metrics by dimensions over the calls of a time")
            .WithDescription(
                "?format=csv answers a CSV whose second line defines its columns (&legend=false leaves it out). 429 where "
                + "other reports are being made, 422 with code report.too_slow or report.too_many_rows where it would cost "
                + "too much.")
            .Takes<ReportForm>().Reads<ReportAnswer>().Refuses(422, 429);
    }

    private static IResult Catalogue() => Results.Json(
        new ReportCatalogueAnswer(
            [.. Scope.Dimensions.Select(DimensionAnswer.Of)],
            [.. Scope.Metrics.Select(MetricAnswer.Of)],
            [.. ShippedReport.All.Select(it => new ShippedReportAnswer(it.Id, it.Name, it.About, it.Dimensions, it.Metrics))]),
        MarketJson.Full);

    private static async Task<IResult> QueryAsync(HttpContext context, Reporter reporter, BookShelf shelf)
    {
        var query = new Query(context);
        var (format, legend) = (query.Text("format") ?? "json", query.Flag("legend") ?? true);
        if (query.Refusal() is { } refusal) return refusal;
        if (format is not ("json" or "csv"))
            return Problem.Invalid(context, [new Mistake("?format", "unknown_value", $"\"{format}\" is not json or csv.")]);
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<ReportForm>(body.Bytes);
        if (reading.Mistakes.Count > 0) return Problem.Invalid(context, reading.Mistakes);
        var book = shelf.Current;
        var (request, mistakes) = reading.Value.Read(Scope, book.TimeZone, book.Currency);
        if (request is null) return Problem.Invalid(context, mistakes);
        return await reporter.MakeAsync(request, context.RequestAborted) switch
        {
            ReportOutcome.Made made when format == "csv" =>
                Results.Text(ReportCsv.Write(made.Report, new Naming(book), legend), Csv, Encoding.UTF8),
            ReportOutcome.Made made => Results.Json(ReportAnswer.Of(made.Report, new Naming(book)), MarketJson.Full),
            ReportOutcome.Refused refused => Refusal(context, refused.Reason),
            _ => throw new InvalidOperationException("A report is made or refused."),
        };
    }

    private static IResult Refusal(HttpContext context, Reason reason) => Problem.Answer(
        context, reason.Code == "report.busy" ? 429 : 422, reason.Code, "The report was not made.", ReasonCatalogue.Say(reason));
}
