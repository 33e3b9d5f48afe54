using System.Text;
using Bidline.Accounts;
using Bidline.Billing.Documents;
using Bidline.Campaigns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Series">invoice (a buyer's) or statement (a publisher's).</param>
/// <param name="Opening">As the party reads it: a buyer's money at us, or what we owe a publisher.</param>
/// <param name="Due">To pay: by the buyer on an invoice, by us on a statement.</param>
internal sealed record StatementAnswer(
    string Id,
    StatementSeries Series,
    string Party,
    string PartyName,
    string Currency,
    string Timezone,
    string Period,
    DateTimeOffset From,
    DateTimeOffset Until,
    string Opening,
    string Lines,
    string Closing,
    string Due,
    string Rounding,
    long Calls,
    DateTimeOffset IssuedAt);

/// <param name="NotOver">Parties whose month is not over yet by their own clock.</param>
internal sealed record ClosingAnswer(string Period, IReadOnlyList<string> Issued, IReadOnlyList<string> NotOver);

/// <summary>/v1/statements and /v1/periods: buyers' invoices and publishers' statements.</summary>
internal static class StatementRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/periods/{id}/close", CloseAsync).For(Role.Admin).WithTags("statements")
            .WithName("close_period").WithSummary("Close a month: issue every party's document and make its entries final")
            .WithDescription("\"2026-03\", with every earlier month that is still open. May be repeated: what is closed stays.")
            .Reads<ClosingAnswer>().Refuses(StatusCodes.Status422UnprocessableEntity);
        var group = routes.MapGroup("/v1/statements").WithTags("statements");
        group.MapGet("/", ListAsync).For(Role.Viewer).WithName("list_statements")
            .WithSummary("Documents, newest first: invoices, then statements").Reads<Page<StatementAnswer>>().Lists();
        group.MapGet("/{id}", GetAsync).For(Role.Viewer).WithName("get_statement")
            .WithSummary("One document's sums").Reads<StatementAnswer>().MayMiss();
        group.MapGet("/{id}/page", PageAsync).For(Role.Viewer).WithName("print_statement")
            .WithSummary("The document as a page that prints well").MayMiss()
            .Produces<string>(StatusCodes.Status200OK, "text/html").Refuses(401, 403);
        group.MapGet("/{id}/lines", LinesAsync).For(Role.Viewer).WithName("list_statement_lines")
            .WithSummary("Every ledger line of the document as CSV").MayMiss()
            .Produces<string>(StatusCodes.Status200OK, "text/csv").Refuses(401, 403);
    }

    private static async Task<IResult> CloseAsync(HttpContext context, string id, PeriodClosing closing)
    {
        if (!BillingMonth.TryParse(id, out var month))
        {
            return Problem.Invalid(context, [new Mistake(
                "", "period", $"\"{id}\" is not a month.", "write it like 2026-03")]);
        }

        // Not the request's token: what was begun is closed, whoever hangs up.
        var outcome = await closing.CloseAsync(month, Access.AuthorOf(context), CancellationToken.None);
        return Results.Json(
            new ClosingAnswer(month.ToString(), [.. outcome.Issued.Select(issued => issued.ToString())], outcome.NotOver),
            MarketJson.Full);
    }

    private static async Task<IResult> ListAsync(HttpContext context, StatementReading statements)
    {
        var query = new Query(context);
        var asked = new StatementQuery(
            query.Choice<StatementSeries>("series"), query.Text("party"), query.Text("period"), query.Text("after"),
            query.Limit());
        if (query.Refusal() is { } refusal) return refusal;
        var rows = await statements.ListAsync(asked, context.RequestAborted);
        var page = Page<StatementAnswer>.Of([.. rows.Select(Answer)], asked.Limit, row => row.Id);
        return Results.Json(page, MarketJson.Full);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, StatementReading statements) =>
        await FindAsync(context, id, statements) is { } found
            ? Results.Json(Answer(found), MarketJson.Full)
            : Problem.NotFound(context, $"statement {id}");

    private static async Task<IResult> PageAsync(HttpContext context, string id, StatementReading statements)
    {
        if (await FindAsync(context, id, statements) is not { } found) return Problem.NotFound(context, $"statement {id}");
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return Results.Text(StatementPage.Write(found), "text/html", Encoding.UTF8);
    }

    private static async Task<IResult> LinesAsync(HttpContext context, string id, StatementReading statements)
    {
        if (await FindAsync(context, id, statements) is not { } found) return Problem.NotFound(context, $"statement {id}");
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{found.Id}.csv\"";
        return Results.Stream(
            async stream =>
            {
                await using var output = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                await StatementCsv.WriteAsync(
                    found, statements.LinesAsync(found, context.RequestAborted), output, context.RequestAborted);
            },
            "text/csv");
    }

    private static async Task<IssuedStatement?> FindAsync(HttpContext context, string id, StatementReading statements) =>
        StatementId.TryParse(id, out var known) ? await statements.FindAsync(known, context.RequestAborted) : null;

    private static StatementAnswer Answer(IssuedStatement row) => new(
        row.Id.ToString(),
        row.Id.Series,
        row.Party,
        row.PartyName,
        row.Opening.Currency.Code,
        row.Zone,
        row.Period.ToString(),
        row.From,
        row.Until,
        row.Opening.ToDecimalString(),
        row.Lines.ToDecimalString(),
        row.Closing.ToDecimalString(),
        row.Due.ToDecimalString(),
        row.Rounding.ToDecimalString(),
        row.Body.Calls.Sum(day => day.Count),
        row.IssuedAt);
}
