using System.Text;
using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Status">booked, repeated or refused.</param>
/// <param name="Code">Why it was refused.</param>
internal sealed record TopUpRowAnswer(
    int Line, string Buyer, string Key, string Status, string? Code, string? Detail, string? Transaction);

internal sealed record TopUpImportAnswer(int Booked, int Repeated, int Refused, IReadOnlyList<TopUpRowAnswer> Rows);

/// <summary>POST /v1/top-ups/import: a CSV of money that came in, with a result for each row.</summary>
internal static class TopUpImportRoutes
{
    private const string Csv = "text/csv";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/top-ups/import", ImportAsync)
        .For(Role.Operator).WithTags("buyers").WithName("import_top_ups")
        .WithSummary("Book a CSV of money that came in: buyer, amount, key, memo")
        .WithDescription(
            "Each row stands alone and is booked once for its buyer and key: the same file can be sent again after it was "
            + "mended. A column source may say promo for a present of ours.")
        .Takes<string>(Csv).Reads<TopUpImportAnswer>().Refuses(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> ImportAsync(
        HttpContext context, BookShelf shelf, Ledger ledger, Audit audit, Store store)
    {
        var body = await Body.ReadAsync(context, TopUpSheet.LengthMax, Csv, "text/plain");
        if (body.Refusal is not null) return body.Refusal;
        var (rows, mistakes) = TopUpSheet.Read(Encoding.UTF8.GetString(body.Bytes.Span), shelf.Current);
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var author = Access.AuthorOf(context);
        var answers = new List<TopUpRowAnswer>(rows.Count);
        // One after the other: two rows of a buyer with one key meet in their order.
        foreach (var row in rows) answers.Add(await BookAsync(row, ledger, audit, store, author));
        return Results.Json(
            new TopUpImportAnswer(Count("booked"), Count("repeated"), Count("refused"), answers), MarketJson.Full);

        int Count(string status) => answers.Count(answer => answer.Status == status);
    }

    private static async Task<TopUpRowAnswer> BookAsync(
        TopUpRow row, Ledger ledger, Audit audit, Store store, Author author)
    {
        if (row.Order is not { } order) return Answer("refused", row.Problem!.Code, row.Problem.Detail);
        switch (await ledger.TopUpAsync(order, CancellationToken.None))
        {
            case TopUpOutcome.Booked(var id):
                var entry = new AuditEntry("topped_up", $"buyer {order.Buyer}", $"{order.Amount} paid in: {order.Memo} ({id})");
                await store.Commits.CommitAsync(new CommitUnit(null, [audit.Line(author, entry)]));
                return Answer("booked", null, null, id.ToString());
            case TopUpOutcome.Repeated(var id):
                return Answer("repeated", null, null, id.ToString());
            case TopUpOutcome.KeyUsed(var id, var amount):
                return Answer("refused", "key_used", $"The key was used for {amount}.", id.ToString());
            default:
                throw new InvalidOperationException("A top-up has no other outcome.");
        }

        TopUpRowAnswer Answer(string status, string? code, string? detail, string? transaction = null) =>
            new(row.Line, row.Buyer, row.Key, status, code, detail, transaction);
    }
}
