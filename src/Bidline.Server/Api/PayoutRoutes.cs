using System.Text;
using Bidline.Accounts;
using Bidline.Billing.Payouts;
using Bidline.Campaigns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Waiting">Earned within the hold period.</param>
/// <param name="Open">In payouts that are not marked as paid yet.</param>
/// <param name="Reason">carried, waiting, below_minimum, no_account or open_payout; absent when the amount is due.</param>
internal sealed record PayoutDueAnswer(
    string Publisher, string Currency, string Balance, string Waiting, string Open, string Amount, string? Reason);

internal sealed record PayoutBatchAnswer(
    string Id, string Currency, string Total, DateOnly PayOn, DateTimeOffset CreatedAt, string CreatedBy,
    IReadOnlyList<PayoutAnswer> Payouts);

internal sealed record PayoutAnswer(
    string Id, string Publisher, string Amount, string Holder, string? Iban, string? Number, string? Bic,
    PayoutState State, DateTimeOffset? EndedAt);

internal sealed record PayoutBatchRequest
{
    /// <summary>The day on which the bank is to pay: "2026-04-15".</summary>
    public required DateOnly PayOn { get; init; }
}

/// <summary>/v1/payouts and /v1/payout-batches: paying publishers.</summary>
internal static class PayoutRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var payouts = routes.MapGroup("/v1/payouts").WithTags("payouts");
        payouts.MapGet("/due", DueAsync).For(Role.Viewer).WithName("list_due_payouts")
            .WithSummary("What each publisher would be paid now, or why it is not").Reads<Page<PayoutDueAnswer>>();
        payouts.MapPost("/{id}/paid", PaidAsync).For(Role.Admin).WithName("mark_payout_paid")
            .WithSummary("The bank has paid it: books it").MayMiss().Refuses(401, 403)
            .Produces(StatusCodes.Status204NoContent);
        payouts.MapPost("/{id}/cancel", CancelAsync).For(Role.Admin).WithName("cancel_payout")
            .WithSummary("The bank did not pay it: it is owed again").MayMiss().Refuses(401, 403)
            .Produces(StatusCodes.Status204NoContent);
        var batches = routes.MapGroup("/v1/payout-batches").WithTags("payouts");
        batches.MapGet("/", ListAsync).For(Role.Viewer).WithName("list_payout_batches")
            .WithSummary("Batches, newest first").Reads<Page<PayoutBatchAnswer>>().Lists();
        batches.MapPost("/", CreateAsync).For(Role.Admin).WithName("create_payout_batch")
            .WithSummary("Make payouts for everybody who is due").Takes<PayoutBatchRequest>()
            .Reads<PayoutBatchAnswer>(StatusCodes.Status201Created).Refuses(409, 422);
        batches.MapGet("/{id}", GetAsync).For(Role.Viewer).WithName("get_payout_batch")
            .WithSummary("One batch with its payouts").Reads<PayoutBatchAnswer>().MayMiss();
        batches.MapGet("/{id}/csv", CsvAsync).For(Role.Operator).WithName("export_payouts")
            .WithSummary("The batch as CSV").MayMiss().Produces<string>(200, "text/csv").Refuses(401, 403);
        batches.MapGet("/{id}/pain.001", PainAsync).For(Role.Operator).WithName("export_pain_001")
            .WithSummary("The batch as ISO 20022 pain.001.001.09, for the bank").MayMiss()
            .WithDescription("?payer= is the holder of the account that pays, with ?iban= or ?number=, and ?bic=.")
            .Produces<string>(200, "application/xml").Refuses(401, 403, 422);
    }

    private static async Task<IResult> DueAsync(HttpContext context, PayoutDesk desk)
    {
        var choices = await desk.ChooseAsync(context.RequestAborted);
        var rows = choices.Select(choice => new PayoutDueAnswer(
            choice.Publisher.Value, choice.Balance.Currency.Code, choice.Balance.ToDecimalString(),
            choice.Waiting.ToDecimalString(), choice.Open.ToDecimalString(), choice.Amount.ToDecimalString(), choice.Reason));
        return Results.Json(new Page<PayoutDueAnswer>([.. rows], false, null), MarketJson.Full);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, BookShelf shelf, PayoutDesk desk)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<PayoutBatchRequest>(body.Bytes);
        if (reading.Mistakes.Count > 0) return Problem.Invalid(context, reading.Mistakes);
        var batch = await desk.CreateAsync(
            shelf.Current.Currency, reading.Value.PayOn, Access.AuthorOf(context), context.RequestAborted);
        return batch is null
            ? Problem.Answer(
                context, StatusCodes.Status409Conflict, "nothing_due", "Nobody is due a payout now; nothing was made.",
                "GET /v1/payouts/due says why for each publisher.")
            : Results.Json(Answer(batch), MarketJson.Full, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> PaidAsync(HttpContext context, string id, PayoutDesk desk) =>
        await desk.MarkPaidAsync(id, Access.AuthorOf(context), context.RequestAborted)
            ? Results.NoContent()
            : Problem.NotFound(context, $"open payout {id}");

    private static async Task<IResult> CancelAsync(HttpContext context, string id, PayoutDesk desk) =>
        await desk.CancelAsync(id, Access.AuthorOf(context), context.RequestAborted)
            ? Results.NoContent()
            : Problem.NotFound(context, $"open payout {id}");

    private static async Task<IResult> ListAsync(HttpContext context, PayoutDesk desk)
    {
        var query = new Query(context);
        var (limit, after) = (query.Limit(), query.Text("after"));
        if (query.Refusal() is { } refusal) return refusal;
        var rows = await desk.ListAsync(limit, after, context.RequestAborted);
        var page = Page<PayoutBatchAnswer>.Of([.. rows.Select(Answer)], limit, row => row.Id);
        return Results.Json(page, MarketJson.Full);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, PayoutDesk desk) =>
        await desk.FindBatchAsync(id, context.RequestAborted) is { } batch
            ? Results.Json(Answer(batch), MarketJson.Full)
            : Problem.NotFound(context, $"payout batch {id}");

    private static async Task<IResult> CsvAsync(HttpContext context, string id, PayoutDesk desk) =>
        await desk.FindBatchAsync(id, context.RequestAborted) is { } batch
            ? Results.Text(PayoutCsv.Write(batch), "text/csv", Encoding.UTF8)
            : Problem.NotFound(context, $"payout batch {id}");

    private static async Task<IResult> PainAsync(HttpContext context, string id, PayoutDesk desk)
    {
        var query = new Query(context);
        var (holder, iban, number, bic) = (query.Text("payer"), query.Text("iban"), query.Text("number"), query.Text("bic"));
        if (query.Refusal() is { } refusal) return refusal;
        if (await desk.FindBatchAsync(id, context.RequestAborted) is not { } batch)
            return Problem.NotFound(context, $"payout batch {id}");
        List<Mistake> mistakes = [];
        if (holder is not { Length: > 0 }) mistakes.Add(new Mistake("?payer", "missing", "Whose account pays is not said."));
        if (iban is null == number is null)
            mistakes.Add(new Mistake("?iban", "account_form", "The account that pays has an iban or a number."));
        return mistakes.Count > 0
            ? Problem.Invalid(context, mistakes)
            : Results.Text(
                PainFile.Write(batch, new BankAccount(holder!, iban, number, bic)), "application/xml", Encoding.UTF8);
    }

    private static PayoutBatchAnswer Answer(PayoutBatch batch) => new(
        batch.Id, batch.Currency.Code, batch.Total.ToDecimalString(), batch.PayOn, batch.CreatedAt, batch.CreatedBy,
        [.. batch.Payouts.Select(payout => new PayoutAnswer(
            payout.Id, payout.Publisher.Value, payout.Amount.ToDecimalString(), payout.Account.Holder,
            payout.Account.Iban, payout.Account.Number, payout.Account.Bic, payout.State, payout.EndedAt))]);
}
