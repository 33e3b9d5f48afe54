using System.Diagnostics;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Billing.Debts;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Limit">A buyer's credit, a publisher's debt_limit; absent where nothing was agreed.</param>
/// <param name="Beyond">What goes beyond it: somebody has to decide.</param>
internal sealed record DebtAnswer(string? Buyer, string? Publisher, string Currency, string Amount, string? Limit, string Beyond)
{
    public static DebtAnswer Of(Debt debt) => new(
        debt.Debtor.Side == DebtSide.Buyer ? debt.Debtor.Party : null,
        debt.Debtor.Side == DebtSide.Publisher ? debt.Debtor.Party : null,
        debt.Debtor.Currency.Code, debt.Amount.ToDecimalString(), debt.Limit?.ToDecimalString(), debt.Beyond.ToDecimalString());
}

/// <summary>Exactly one of buyer and publisher.</summary>
internal sealed record WriteOffRequest
{
    public string? Buyer { get; init; }

    public string? Publisher { get; init; }

    /// <summary>Above zero, at most what it owes.</summary>
    public required Amount Amount { get; init; }

    /// <summary>1 to 2,000 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>A text or a link.</summary>
    public required string Evidence { get; init; }
}

/// <param name="State">
/// proposed (somebody else has to approve it), booked, rejected, or settled (the debt was paid before it was booked).
/// </param>
internal sealed record WriteOffAnswer(
    string Id, string State, string? Buyer, string? Publisher, string Currency, string Amount, string Reason, string Evidence,
    DateTimeOffset ProposedAt, string ProposedBy, DateTimeOffset? DecidedAt, string? DecidedBy)
{
    public static WriteOffAnswer Of(WriteOff it) => new(
        it.Id, it.State,
        it.Debtor.Side == DebtSide.Buyer ? it.Debtor.Party : null,
        it.Debtor.Side == DebtSide.Publisher ? it.Debtor.Party : null,
        it.Debtor.Currency.Code, it.Amount.ToDecimalString(), it.Reason, it.Evidence, it.ProposedAt, it.ProposedBy, it.DecidedAt,
        it.DecidedBy);
}

/// <summary>/v1/debts and /v1/write-offs: who owes us, and what somebody decided to bear.</summary>
internal static class DebtRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/debts", DebtsAsync).For(Role.Viewer).WithTags("debts").WithName("list_debts")
            .WithSummary("Who owes us: beyond the limit first, then the largest").Reads<Page<DebtAnswer>>();
        var group = routes.MapGroup("/v1/write-offs").WithTags("debts");
        group.MapGet("/", ListAsync).For(Role.Viewer).WithName("list_write_offs")
            .WithSummary("Debts that somebody decided to bear, newest first").Reads<Page<WriteOffAnswer>>().Lists()
            .WithDescription("Filter: state (proposed, booked, rejected, settled). Pages with ?limit= and ?after=.");
        group.MapPost("/", ProposeAsync).For(Role.Admin).WithName("write_off_debt")
            .WithSummary("Bear a debt, or a part of it")
            .WithDescription(
                "Needs an Idempotency-Key. Above the limit of corrections it is proposed, and booked when somebody else "
                + "approves it.")
            .Takes<WriteOffRequest>().Reads<WriteOffAnswer>().Refuses(409, 422);
        group.MapPost("/{id}/approve", (HttpContext context, string id, WriteOffs writeOffs) =>
                DecideAsync(context, id, writeOffs, approve: true))
            .For(Role.Admin).WithName("approve_write_off").WithSummary("Approve what somebody else proposed; it is booked")
            .Reads<WriteOffAnswer>().Refuses(422);
        group.MapPost("/{id}/reject", (HttpContext context, string id, WriteOffs writeOffs) =>
                DecideAsync(context, id, writeOffs, approve: false))
            .For(Role.Admin).WithName("reject_write_off").WithSummary("Reject a proposed write-off; nothing is booked")
            .Reads<WriteOffAnswer>().Refuses(422);
    }

    private static async Task<IResult> DebtsAsync(HttpContext context, DebtReading debts)
    {
        var rows = await debts.ListAsync(context.RequestAborted);
        return Results.Json(new Page<DebtAnswer>([.. rows.Select(DebtAnswer.Of)], false, null), MarketJson.Full);
    }

    private static async Task<IResult> ListAsync(HttpContext context, WriteOffs writeOffs)
    {
        var query = new Query(context);
        var (limit, after, state) = (query.Limit(), query.Text("after"), query.Text("state"));
        if (query.Refusal() is { } refusal) return refusal;
        var rows = await writeOffs.ListAsync(state, after, limit + 1, context.RequestAborted);
        return Results.Json(
            Page<WriteOffAnswer>.Of([.. rows.Select(WriteOffAnswer.Of)], limit, row => row.Id), MarketJson.Full);
    }

    private static async Task<IResult> ProposeAsync(
        HttpContext context, WriteOffs writeOffs, BookShelf shelf, OnceOnly once)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<WriteOffRequest>(body.Bytes);
        if (reading.Mistakes.Count > 0) return Problem.Invalid(context, reading.Mistakes);
        List<Mistake> mistakes = [];
        var order = Read(reading.Value, shelf.Current.Currency, mistakes);
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        return await Repeatable.RunAsync(context, once, "write_off", body.Bytes, async name => Answer(
            context, await writeOffs.ProposeAsync(order, name, Access.AuthorOf(context), CancellationToken.None)));
    }

    private static WriteOffOrder Read(WriteOffRequest request, Currency currency, List<Mistake> mistakes)
    {
        if (request.Buyer is null == request.Publisher is null)
            mistakes.Add(new Mistake("", "debtor_form", "Give exactly one of buyer and publisher."));
        var amount = DisputeRoutes.Read(request.Amount, currency, "/amount", mistakes);
        DisputeRoutes.CheckText(request.Reason, "/reason", mistakes);
        DisputeRoutes.CheckText(request.Evidence, "/evidence", mistakes);
        var (side, party) = request.Buyer is { } buyer
            ? (DebtSide.Buyer, buyer)
            : (DebtSide.Publisher, request.Publisher ?? "");
        return new WriteOffOrder(new Debtor(side, party, currency), amount, request.Reason, request.Evidence);
    }

    private static async Task<IResult> DecideAsync(HttpContext context, string id, WriteOffs writeOffs, bool approve)
    {
        var (status, body) = Answer(
            context, await writeOffs.DecideAsync(id, approve, Access.AuthorOf(context), CancellationToken.None));
        return Results.Text(
            body, status == StatusCodes.Status200OK ? "application/json" : Problem.ContentType, statusCode: status);
    }

    private static (int, string) Answer(HttpContext context, WriteOffOutcome outcome) => outcome switch
    {
        WriteOffOutcome.Done(var it) =>
            (StatusCodes.Status200OK, JsonSerializer.Serialize(WriteOffAnswer.Of(it), MarketJson.Full)),
        WriteOffOutcome.Refused(var reason) => (StatusCodes.Status422UnprocessableEntity, JsonSerializer.Serialize(
            Problem.Of(
                context, StatusCodes.Status422UnprocessableEntity, reason.Code, "Nothing was booked.",
                ReasonCatalogue.Say(reason)),
            MarketJson.Full)),
        _ => throw new UnreachableException(),
    };
}
