using System.Text;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Qualification;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Row">Counted from 1, without the heading.</param>
/// <param name="State">taken, booked, repeated or refused.</param>
internal sealed record ImportedRow(int Row, string Call, string State, string? Revenue, string? Code, string? Text);

/// <summary>A CSV of conversions, each row judged by itself.</summary>
internal sealed record ConversionImportAnswer(int Taken, int Repeated, int Refused, IReadOnlyList<ImportedRow> Rows);

/// <summary>POST /v1/conversions/import</summary>
internal static class ConversionImport
{
    private const string Csv = "text/csv";
    private const int RowsMax = 10_000;

    public static void Map(IEndpointRouteBuilder group) => group.MapPost("/import", ImportAsync)
        .RequireAuthorization(Access.ConversionPolicy).WithName("import_conversions")
        .WithSummary("Import conversions as CSV; each row has its own result")
        .WithDescription(
            "The first line names the columns: call, and event, amount, currency where wanted. At most 10,000 rows and 1 MB. "
            + "Importing a file twice books it once.")
        .Takes<string>(Csv).Reads<ConversionImportAnswer>().Refuses(422);

    private static async Task<IResult> ImportAsync(HttpContext context, Conversions conversions, BookShelf shelf)
    {
        var body = await Body.ReadAsync(context, Body.LengthMax, Csv, "text/plain");
        if (body.Refusal is not null) return body.Refusal;
        var (lines, broken) = CsvText.Read(Encoding.UTF8.GetString(body.Bytes.Span));
        if (broken.Count > 0) return Problem.Invalid(context, broken);
        if (Heading(lines) is { } mistake) return Problem.Invalid(context, [mistake]);
        var columns = lines[0].Select(name => name.Trim().ToLowerInvariant()).ToArray();
        var rows = new List<ImportedRow>();
        var (buyer, author) = (Access.ConversionsOf(context.User), Access.AuthorOf(context).Name);
        foreach (var (index, line) in lines.Skip(1).Index())
        {
            var cells = columns.Zip(line).ToDictionary(pair => pair.First, pair => pair.Second.Trim());
            rows.Add(await TakeAsync(index + 1, cells, buyer, author, conversions, shelf.Current.Currency));
        }

        return Results.Json(
            new ConversionImportAnswer(Count("taken") + Count("booked"), Count("repeated"), Count("refused"), rows),
            MarketJson.Full);

        int Count(string state) => rows.Count(row => row.State == state);
    }

    private static Mistake? Heading(IReadOnlyList<IReadOnlyList<string>> lines)
    {
        if (lines.Count > RowsMax + 1)
            return new Mistake("", "too_large", $"The file has {lines.Count - 1} rows, {RowsMax} are the most.");
        string[] known = ["call", "event", "amount", "currency"];
        var names = lines.Count == 0 ? [] : lines[0].Select(name => name.Trim().ToLowerInvariant()).ToArray();
        if (!names.Contains("call"))
            return new Mistake("", "heading", "The first line names no column \"call\".", "call,event,amount");
        var odd = names.FirstOrDefault(name => !known.Contains(name)) ?? names.GroupBy(name => name)
            .FirstOrDefault(group => group.Count() > 1)?.Key;
        return odd is null
            ? null
            : new Mistake("", "heading", $"\"{odd}\" is no column of its own.", "call,event,amount,currency");
    }

    private static async Task<ImportedRow> TakeAsync(
        int row, Dictionary<string, string> cells, BuyerId? buyer, string author, Conversions conversions, Currency ours)
    {
        var (text, name) = (cells.GetValueOrDefault("call", ""), Given("event"));
        if (!CallId.TryParse(text, out var call))
            return new ImportedRow(row, text, "refused", null, "id_form", "this is not a call's id");
        if (ConversionRoutes.Read(Given("amount"), Given("currency"), ours, out var amount) is { } mistake)
            return new ImportedRow(row, text, "refused", null, mistake.Code, mistake.Detail);
        if (!ConversionRoutes.IsName(name))
            return new ImportedRow(row, text, "refused", null, "event_name", "this is not an event's name");
        // Not the request's token: a file that is half imported says so row by row when it is sent again.
        var report = new ConversionReport(call, buyer, name, amount, author);
        return await conversions.TakeAsync(report, CancellationToken.None) switch
        {
            ConversionOutcome.Taken(var it) =>
                new ImportedRow(row, text, it.State, it.Revenue?.ToDecimalString(), null, null),
            ConversionOutcome.Repeated(var it) =>
                new ImportedRow(row, text, "repeated", it.Revenue?.ToDecimalString(), null, null),
            ConversionOutcome.Refused(var reason) =>
                new ImportedRow(row, text, "refused", null, reason.Code, ReasonCatalogue.Say(reason)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

        string? Given(string column) => cells.GetValueOrDefault(column) is { Length: > 0 } cell ? cell : null;
    }
}
