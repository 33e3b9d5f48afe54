using System.Text.Json;
using Bidline.Accounts;
using Bidline.Billing.Corrections;
using Bidline.Billing.Debts;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>A correction of calls: exactly one of credit, credit_percent and charge.</summary>
internal sealed record AdjustmentRequest
{
    /// <summary>At most 1,000 ids; this or select.</summary>
    public IReadOnlyList<string>? Calls { get; init; }

    /// <summary>At most 5,000 calls that have something in common; those that nothing can be done with are left out.</summary>
    public SelectionRequest? Select { get; init; }

    /// <summary>Needed with select: the seen of the dry run. What would do something else by now is refused.</summary>
    public string? Seen { get; init; }

    /// <summary>Given back for each call; at most what its buyer still pays.</summary>
    public Amount? Credit { get; init; }

    /// <summary>Of what each call's buyer still pays: above 0, at most 100.</summary>
    public decimal? CreditPercent { get; init; }

    /// <summary>Charged for each call besides.</summary>
    public Amount? Charge { get; init; }

    /// <summary>With charge: what of it the publisher gets; nothing unless given.</summary>
    public Amount? ChargePayout { get; init; }

    /// <summary>1 to 2,000 characters.</summary>
    public required string Reason { get; init; }

    /// <summary>A text or a link.</summary>
    public required string Evidence { get; init; }

    /// <summary>Only says what it would do, to whom.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What it does to a call; amounts are changes, below zero goes back.</summary>
internal sealed record AdjustedCall(
    string Call, string? Buyer, string? Publisher, string Revenue, string Payout, string Margin, string? Refused)
{
    public static AdjustedCall Of(AdjustmentLine line) => new(
        line.Call.ToString(), line.Buyer?.Value, line.Publisher?.Value, line.Revenue.ToDecimalString(),
        line.Payout.ToDecimalString(), line.Margin.ToDecimalString(),
        line.Refusal is { } refusal ? ReasonCatalogue.Say(refusal) : null);
}

/// <param name="Change">What the party's balance becomes richer (poorer below zero) by.</param>
internal sealed record AdjustedParty(string Party, string Change);

/// <param name="Seen">Of a preview: to be sent with what shall do just this.</param>
/// <param name="Beyond">Of a preview: publishers that it takes beyond their debt_limit; then a second person is needed.</param>
/// <param name="State">preview, proposed (somebody else has to approve it), booked or rejected.</param>
internal sealed record AdjustmentAnswer(
    string? Id, string State, string? Reason, string? Evidence, IReadOnlyList<AdjustedCall> Calls,
    IReadOnlyList<AdjustedParty> Parties, string? ProposedBy, string? DecidedBy, string? Seen = null,
    IReadOnlyList<DebtAnswer>? Beyond = null)
{
    public static AdjustmentAnswer Of(Adjustment it) => new(
        it.Id, it.State, it.Reason, it.Evidence, [.. it.Lines.Select(AdjustedCall.Of)], PartiesOf(it.Lines), it.ProposedBy,
        it.DecidedBy);

    public static AdjustmentAnswer Preview(IReadOnlyList<AdjustmentLine> lines, IReadOnlyList<Debt> beyond) =>
        new(null, "preview", null, null, [.. lines.Select(AdjustedCall.Of)], PartiesOf(lines), null, null,
            AdjustmentPlan.MarkOf(lines), [.. beyond.Select(DebtAnswer.Of)]);

    private static AdjustedParty[] PartiesOf(IReadOnlyList<AdjustmentLine> lines) =>
        [.. AdjustmentPlan.PartiesOf(lines).Select(it => new AdjustedParty(it.Party, it.Change.ToDecimalString()))];
}

/// <summary>/v1/adjustments</summary>
internal static class AdjustmentRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/adjustments").WithTags("adjustments");
        group.MapGet("/", ListAsync).For(Role.Viewer).WithName("list_adjustments")
            .WithSummary("List corrections by people, newest first").Reads<Page<AdjustmentAnswer>>().Lists()
            .WithDescription("Filter: state (proposed, booked, rejected). Pages with ?limit= and ?after=.");
        group.MapPost("/", ProposeAsync).For(Role.Operator).WithName("adjust_calls")
            .WithSummary("Correct the money of calls, or with dry_run see what it would do to each party")
            .WithDescription(
                "Needs an Idempotency-Key unless it is a dry run. Above the limit it is proposed, and booked when somebody "
                + "else approves it. A selection is looked at first: send the seen of its dry run with it.")
            .Takes<AdjustmentRequest>().Reads<AdjustmentAnswer>().Refuses(409, 422);
        group.MapPost("/{id}/approve", (HttpContext context, string id, Adjustments adjustments) =>
                DecideAsync(context, id, adjustments, approve: true))
            .For(Role.Operator).WithName("approve_adjustment").WithSummary("Approve what somebody else proposed; it is booked")
            .Reads<AdjustmentAnswer>().Refuses(422);
        group.MapPost("/{id}/reject", (HttpContext context, string id, Adjustments adjustments) =>
                DecideAsync(context, id, adjustments, approve: false))
            .For(Role.Operator).WithName("reject_adjustment").WithSummary("Reject a proposed correction; nothing is booked")
            .Reads<AdjustmentAnswer>().Refuses(422);
    }

    private static async Task<IResult> ProposeAsync(
        HttpContext context, Adjustments adjustments, BookShelf shelf, Store store, OnceOnly once)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<AdjustmentRequest>(body.Bytes);
        var mistakes = reading.Mistakes.ToList();
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var (request, currency) = (reading.Value, shelf.Current.Currency);
        var order = await OrderAsync(request, currency, store, mistakes, context.RequestAborted);
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        if (request.DryRun)
        {
            var lines = await adjustments.PreviewAsync(order, currency, context.RequestAborted);
            var beyond = await adjustments.BeyondAsync(lines, context.RequestAborted);
            return Results.Json(AdjustmentAnswer.Preview(lines, beyond), MarketJson.Full);
        }

        return await Repeatable.RunAsync(context, once, "adjust", body.Bytes, async name => Answer(
            context, await adjustments.ProposeAsync(order, name, currency, Access.AuthorOf(context), CancellationToken.None)));
    }

    private static async Task<AdjustmentOrder> OrderAsync(
        AdjustmentRequest request, Currency currency, Store store, List<Mistake> mistakes, CancellationToken cancel)
    {
        bool[] given = [request.Credit is not null, request.CreditPercent is not null, request.Charge is not null];
        if (given.Count(one => one) != 1)
            mistakes.Add(new Mistake("", "adjustment_form", "Give exactly one of credit, credit_percent and charge."));
        if (request.CreditPercent is <= 0 or > 100)
            mistakes.Add(new Mistake("/credit_percent", "percent", "A share is above 0 and at most 100 percent."));
        DisputeRoutes.CheckText(request.Reason, "/reason", mistakes);
        DisputeRoutes.CheckText(request.Evidence, "/evidence", mistakes);
        var calls = await AdjustedCalls.ReadAsync(request, store, mistakes, cancel);
        return new AdjustmentOrder(calls, KindOf(request, currency, mistakes), request.Reason, request.Evidence)
        {
            LeavesOut = request.Select is not null,
            Seen = request.Seen,
        };
    }

    private static AdjustmentKind KindOf(AdjustmentRequest request, Currency currency, List<Mistake> mistakes)
    {
        if (request.CreditPercent is { } percent) return new AdjustmentKind.CreditPercent(percent);
        if (request.Credit is { } credit)
            return new AdjustmentKind.Credit(DisputeRoutes.Read(credit, currency, "/credit", mistakes));
        var charge = DisputeRoutes.Read(request.Charge ?? new Amount("0"), currency, "/charge", mistakes);
        var payout = DisputeRoutes.Read(request.ChargePayout ?? new Amount("0"), currency, "/charge_payout", mistakes);
        if (mistakes.Count == 0 && (!charge.IsPositive || payout > charge))
            mistakes.Add(new Mistake("/charge", "money", "A charge is above zero, and its payout at most as much."));
        return new AdjustmentKind.Charge(charge, payout);
    }

    private static async Task<IResult> DecideAsync(HttpContext context, string id, Adjustments adjustments, bool approve)
    {
        var (status, body) = Answer(
            context, await adjustments.DecideAsync(id, approve, Access.AuthorOf(context), CancellationToken.None));
        return Results.Text(
            body, status == StatusCodes.Status200OK ? "application/json" : Problem.ContentType, statusCode: status);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Adjustments adjustments)
    {
        var query = new Query(context);
        var (limit, after, state) = (query.Limit(), query.Text("after"), query.Text("state"));
        if (query.Refusal() is { } refusal) return refusal;
        var rows = await adjustments.ListAsync(state, after, limit + 1, context.RequestAborted);
        return Results.Json(
            Page<AdjustmentAnswer>.Of([.. rows.Select(AdjustmentAnswer.Of)], limit, row => row.Id!), MarketJson.Full);
    }

    private static (int, string) Answer(HttpContext context, AdjustmentOutcome outcome) => outcome switch
    {
        AdjustmentOutcome.Done(var it) =>
            (StatusCodes.Status200OK, JsonSerializer.Serialize(AdjustmentAnswer.Of(it), MarketJson.Full)),
        AdjustmentOutcome.Refused(var reason) => (StatusCodes.Status422UnprocessableEntity, JsonSerializer.Serialize(
            Problem.Of(
                context, StatusCodes.Status422UnprocessableEntity, reason.Code, "Nothing was booked.",
                ReasonCatalogue.Say(reason)),
            MarketJson.Full)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
