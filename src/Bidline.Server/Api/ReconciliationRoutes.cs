using System.Text;
using Bidline.Accounts;
using Bidline.Billing.Reconciling;
using Bidline.Campaigns;
using Bidline.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Count">What does not agree; zero is well.</param>
/// <param name="Explained">Differences that somebody has explained; not in the count.</param>
internal sealed record ReconciliationAnswer(
    string Id, string Title, bool Ok, long Count, string? Amount, string? Currency, long Explained, string Detail);

/// <param name="Status">matched, differs, unknown, repeated or refused.</param>
internal sealed record CarrierRowAnswer(int Line, string Status, string? Call, string? Detail);

internal sealed record CarrierImportAnswer(
    int Matched, int Differs, int Unknown, int Repeated, int Refused, IReadOnlyList<CarrierRowAnswer> Rows);

internal sealed record ExplanationRequest
{
    public required string Import { get; init; }

    public required int Line { get; init; }

    /// <summary>1 to 500 characters.</summary>
    public required string Text { get; init; }
}

/// <summary>/v1/reconciliation and /v1/carrier-records: what two sides say about the same money.</summary>
internal static class ReconciliationRoutes
{
    private const string Csv = "text/csv";
    private const int TextMax = 500;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/reconciliation", GetAsync).For(Role.Viewer).WithTags("reconciliation").WithName("get_reconciliation")
            .WithSummary("R1 to R13: each zero, or what does not agree").Reads<Page<ReconciliationAnswer>>();
        var group = routes.MapGroup("/v1/carrier-records").WithTags("reconciliation");
        group.MapPost("/import", ImportAsync).For(Role.Operator).WithName("import_carrier_records")
            .WithSummary("A carrier's call records as CSV: call or number and at, and seconds")
            .WithDescription("?carrier= is the trunk. Records are matched with a tolerance of one second, and taken once.")
            .Takes<string>(Csv).Reads<CarrierImportAnswer>().Refuses(StatusCodes.Status422UnprocessableEntity);
        group.MapPost("/explain", ExplainAsync).For(Role.Operator).WithName("explain_carrier_record")
            .WithSummary("Say why a carrier's record and our call differ").Takes<ExplanationRequest>().MayMiss()
            .Produces(StatusCodes.Status204NoContent).Refuses(401, 403, 422);
    }

    private static async Task<IResult> GetAsync(HttpContext context, Store store, TimeProvider clock)
    {
        var lines = await Reconciliation.RunAsync(store, clock.GetUtcNow(), context.RequestAborted);
        var rows = lines.Select(line => new ReconciliationAnswer(
            line.Id, line.Title, line.IsClean, line.Count, line.Amount?.ToDecimalString(), line.Amount?.Currency.Code,
            line.Explained, line.Detail));
        return Results.Json(new Page<ReconciliationAnswer>([.. rows], false, null), MarketJson.Full);
    }

    private static async Task<IResult> ImportAsync(HttpContext context, CarrierImport import)
    {
        var query = new Query(context);
        var carrier = query.Text("carrier");
        if (query.Refusal() is { } refusal) return refusal;
        var body = await Body.ReadAsync(context, CarrierSheet.LengthMax, Csv, "text/plain");
        if (body.Refusal is not null) return body.Refusal;
        if (carrier is not { Length: > 0 and <= 63 })
            return Problem.Invalid(context, [new Mistake("?carrier", "missing", "Whose records these are is not said.")]);
        var (rows, mistakes) = CarrierSheet.Read(Encoding.UTF8.GetString(body.Bytes.Span));
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var outcomes = await import.ImportAsync(carrier, rows, Access.AuthorOf(context), CancellationToken.None);
        return Results.Json(
            new CarrierImportAnswer(
                Count("matched"), Count("differs"), Count("unknown"), Count("repeated"), Count("refused"),
                [.. outcomes.Select(row => new CarrierRowAnswer(row.Line, row.Outcome, row.Call, row.Detail))]),
            MarketJson.Full);

        int Count(string outcome) => outcomes.Count(row => row.Outcome == outcome);
    }

    private static async Task<IResult> ExplainAsync(HttpContext context, CarrierImport import)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<ExplanationRequest>(body.Bytes);
        if (reading.Mistakes.Count > 0) return Problem.Invalid(context, reading.Mistakes);
        var given = reading.Value;
        if (given.Text.Length is 0 or > TextMax)
            return Problem.Invalid(context, [new Mistake("/text", "too_long", $"An explanation has 1 to {TextMax} characters.")]);
        return await import.ExplainAsync(given.Import, given.Line, given.Text, Access.AuthorOf(context))
            ? Results.NoContent()
            : Problem.NotFound(context, $"carrier record {given.Import}:{given.Line}");
    }
}
