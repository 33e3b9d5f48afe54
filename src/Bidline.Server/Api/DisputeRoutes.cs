using Bidline.Accounts;
using Bidline.Billing.Corrections;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>A buyer's objection to a call.</summary>
internal sealed record DisputeRequest
{
    public required string Call { get; init; }

    /// <summary>All that the buyer pays for the call unless given.</summary>
    public Amount? Amount { get; init; }

    /// <summary>1 to 40 of a-z, 0-9, '_' and '-': "wrong_number".</summary>
    public required string Reason { get; init; }

    /// <summary>A text or a link, at most 2,000 characters.</summary>
    public string? Evidence { get; init; }
}

internal sealed record DisputeText
{
    /// <summary>1 to 2,000 characters.</summary>
    public required string Text { get; init; }
}

internal sealed record DisputeDecision
{
    /// <summary>What goes back to the buyer in all: "0" rejects, the whole accepts.</summary>
    public required Amount Accepted { get; init; }

    /// <summary>1 to 2,000 characters.</summary>
    public required string Text { get; init; }
}

/// <param name="State">open, decided, appealed or final.</param>
/// <param name="Publisher">Absent for a buyer's own key, as are the names of whoever opened and decided it.</param>
/// <param name="Decision">accepted, partly or rejected; absent before the first decision.</param>
internal sealed record DisputeAnswer(
    string Id, string Call, string Buyer, string? Publisher, string Currency, string Amount, string State, string Reason,
    string? Evidence, string? Answer, string? Decision, string? Accepted, string? DecisionText, string? Appeal,
    DateTimeOffset OpenedAt, string? OpenedBy, DateTimeOffset? DecidedAt, string? DecidedBy)
{
    public static DisputeAnswer Of(HttpContext context, Dispute it) => Access.DisputesOf(context.User) is null
        ? Whole(it)
        : Whole(it) with { Publisher = null, OpenedBy = null, DecidedBy = null };

    private static DisputeAnswer Whole(Dispute it) => new(
        it.Id, it.Call.ToString(), it.Buyer.Value, it.Publisher.Value, it.Amount.Currency.Code, it.Amount.ToDecimalString(),
        it.State, it.Reason, it.Evidence, it.Answer, it.Decision, it.Accepted?.ToDecimalString(), it.DecisionText, it.Appeal,
        it.OpenedAt, it.OpenedBy, it.DecidedAt, it.DecidedBy);
}

/// <summary>/v1/disputes</summary>
internal static class DisputeRoutes
{
    private const int TextMax = 2_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/disputes").WithTags("disputes");
        group.MapGet("/", ListAsync).RequireAuthorization(Access.DisputeReadingPolicy).WithName("list_disputes")
            .WithSummary("List disputes, newest first").Reads<Page<DisputeAnswer>>().Lists()
            .WithDescription("Filters: buyer, call, state (open, decided, appealed, final). Pages with ?limit= and ?after=.");
        group.MapPost("/", OpenAsync).RequireAuthorization(Access.DisputePolicy).WithName("open_dispute")
            .WithSummary("Open a buyer's dispute of a call; its money waits in suspense until it is decided")
            .Takes<DisputeRequest>().Reads<DisputeAnswer>(StatusCodes.Status201Created).Refuses(422);
        group.MapGet("/{id}", GetAsync).RequireAuthorization(Access.DisputeReadingPolicy).WithName("get_dispute")
            .WithSummary("Get a dispute").Reads<DisputeAnswer>().MayMiss();
        group.MapPost("/{id}/answer", AnswerAsync).For(Role.Operator).WithName("answer_dispute")
            .WithSummary("Write down what the publisher says to it")
            .Takes<DisputeText>().Reads<DisputeAnswer>().MayMiss().Refuses(422);
        group.MapPost("/{id}/decide", DecideAsync).For(Role.Operator).WithName("decide_dispute")
            .WithSummary("Accept a dispute wholly, partly or not at all; an appeal's decision is never below the first")
            .Takes<DisputeDecision>().Reads<DisputeAnswer>().MayMiss().Refuses(422);
        group.MapPost("/{id}/appeal", AppealAsync).RequireAuthorization(Access.DisputePolicy).WithName("appeal_dispute")
            .WithSummary("Appeal a decision: once, within the window, where not all was accepted")
            .Takes<DisputeText>().Reads<DisputeAnswer>().MayMiss().Refuses(422);
    }

    private static async Task<IResult> OpenAsync(HttpContext context, Disputes disputes, BookShelf shelf)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<DisputeRequest>(body.Bytes);
        var (request, mistakes) = (reading.Value, reading.Mistakes.ToList());
        var amount = request.Amount is { } given ? Read(given, shelf.Current.Currency, "/amount", mistakes) : (Money?)null;
        if (!CallId.TryParse(request.Call, out var call))
            mistakes.Add(new Mistake("/call", "id_form", "This is not a call's id."));
        if (!ConversionRoutes.IsName(request.Reason))
            mistakes.Add(new Mistake("/reason", "reason_form", "A reason is 1 to 40 of a-z, 0-9, '_' and '-'."));
        CheckText(request.Evidence ?? "none", "/evidence", mistakes);
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var order = new DisputeOrder(call, amount, request.Reason, request.Evidence)
        {
            Buyer = Access.DisputesOf(context.User),
        };
        return Answer(
            context, await disputes.OpenAsync(order, Access.AuthorOf(context), CancellationToken.None),
            StatusCodes.Status201Created);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, string id, Disputes disputes) =>
        await WithTextAsync(context, text => disputes.AnswerAsync(id, text, Access.AuthorOf(context), CancellationToken.None));

    private static async Task<IResult> AppealAsync(HttpContext context, string id, Disputes disputes) =>
        !await IsSeenAsync(context, id, disputes)
            ? Problem.NotFound(context, $"dispute {id}")
            : await WithTextAsync(
                context, text => disputes.AppealAsync(id, text, Access.AuthorOf(context), CancellationToken.None));

    private static async Task<IResult> WithTextAsync(HttpContext context, Func<string, Task<DisputeOutcome>> step)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<DisputeText>(body.Bytes);
        var mistakes = reading.Mistakes.ToList();
        if (mistakes.Count == 0) CheckText(reading.Value.Text, "/text", mistakes);
        return mistakes.Count > 0 ? Problem.Invalid(context, mistakes) : Answer(context, await step(reading.Value.Text), 200);
    }

    private static async Task<IResult> DecideAsync(HttpContext context, string id, Disputes disputes, BookShelf shelf)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<DisputeDecision>(body.Bytes);
        var mistakes = reading.Mistakes.ToList();
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var accepted = Read(reading.Value.Accepted, shelf.Current.Currency, "/accepted", mistakes);
        CheckText(reading.Value.Text, "/text", mistakes);
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        return Answer(context, await disputes.DecideAsync(
            id, accepted, reading.Value.Text, Access.AuthorOf(context), CancellationToken.None), 200);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, Disputes disputes) =>
        await disputes.FindAsync(id, context.RequestAborted) is { } found && IsFor(context, found)
            ? Results.Json(DisputeAnswer.Of(context, found), MarketJson.Full)
            : Problem.NotFound(context, $"dispute {id}");

    private static async Task<IResult> ListAsync(HttpContext context, Disputes disputes)
    {
        var query = new Query(context);
        var (limit, after, buyer) = (query.Limit(), query.Text("after"), query.Text("buyer"));
        var (call, state) = (query.Call("call"), query.Text("state"));
        if (query.Refusal() is { } refusal) return refusal;
        var rows = await disputes.ListAsync(
            Access.DisputesOf(context.User) ?? (buyer is null ? null : new BuyerId(buyer)), call, state, after, limit + 1,
            context.RequestAborted);
        return Results.Json(
            Page<DisputeAnswer>.Of([.. rows.Select(row => DisputeAnswer.Of(context, row))], limit, row => row.Id),
            MarketJson.Full);
    }

    /// <summary>Another buyer's dispute is none, for a key of one buyer's.</summary>
    private static bool IsFor(HttpContext context, Dispute dispute) =>
        Access.DisputesOf(context.User) is not { } buyer || buyer == dispute.Buyer;

    private static async Task<bool> IsSeenAsync(HttpContext context, string id, Disputes disputes) =>
        await disputes.FindAsync(id, context.RequestAborted) is not { } found || IsFor(context, found);

    internal static Money Read(Amount text, Currency currency, string path, List<Mistake> mistakes)
    {
        if (!Money.TryParse(text.Text, currency, out var money) || money.IsNegative)
        {
            mistakes.Add(new Mistake(
                path, "money", $"\"{(text.Text.Length > 80 ? text.Text[..80] : text.Text)}\" is not an amount of 0 or more.",
                "at most six decimals, like \"12.00\""));
        }

        return money;
    }

    internal static void CheckText(string text, string path, List<Mistake> mistakes)
    {
        if (text.Length is 0 or > TextMax || text.Contains('\0', StringComparison.Ordinal))
            mistakes.Add(new Mistake(path, "length", "A text has 1 to 2,000 characters."));
    }

    private static IResult Answer(HttpContext context, DisputeOutcome outcome, int status) => outcome switch
    {
        DisputeOutcome.Done(var dispute) =>
            Results.Json(DisputeAnswer.Of(context, dispute), MarketJson.Full, statusCode: status),
        DisputeOutcome.Refused(var reason) => Problem.Answer(
            context,
            reason.Code == "dispute.unknown" ? StatusCodes.Status404NotFound : StatusCodes.Status422UnprocessableEntity,
            reason.Code, "The dispute was not changed; nothing was booked.", ReasonCatalogue.Say(reason)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
