using System.Diagnostics;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Billing.Wallets;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>Prepaid money that goes back to a buyer.</summary>
internal sealed record RefundRequest
{
    /// <summary>Above zero, at most what is free without credit: "100.00".</summary>
    public required Amount Amount { get; init; }

    /// <summary>Why, for the statement: 1 to 200 characters.</summary>
    public required string Memo { get; init; }
}

/// <param name="Id">The ledger transaction.</param>
internal sealed record RefundAnswer(string Id, string Object, string Buyer, string Amount, string Currency, string Memo);

/// <summary>POST /v1/buyers/{id}/refunds</summary>
internal static class RefundRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/buyers/{id}/refunds", BookAsync)
        .For(Role.Admin).WithTags("buyers").WithName("refund_buyer")
        .WithSummary("Book prepaid money that goes back to a buyer")
        .WithDescription(
            "At most what is free: prepaid, less what is held for calls and what the buyer owes; credit is not paid out. "
            + "Needs an Idempotency-Key: the same key again gets the same answer, marked Idempotency-Replayed: true.")
        .Takes<RefundRequest>().Reads<RefundAnswer>(StatusCodes.Status201Created).MayMiss().Refuses(409, 422);

    private static async Task<IResult> BookAsync(
        HttpContext context, string id, BookShelf shelf, WalletDesk desk, OnceOnly once)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        if (!shelf.Current.Buyers.TryGetValue(new BuyerId(id), out var buyer))
            return Problem.NotFound(context, $"buyer {id}");
        var reading = JsonBody.Read<RefundRequest>(body.Bytes);
        if (reading.Mistakes.Count > 0) return Problem.Invalid(context, reading.Mistakes);
        List<Mistake> mistakes = [];
        var amount = TopUpRoutes.ReadAmount(reading.Value.Amount, shelf.Current.Currency, mistakes);
        var memo = reading.Value.Memo;
        if (memo.Length > 200) mistakes.Add(new Mistake("/memo", "too_long", "The memo is over 200 characters."));
        else DisputeRoutes.CheckText(memo, "/memo", mistakes);
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        return await Repeatable.RunAsync(context, once, $"refund:{id}", body.Bytes, async name =>
        {
            var order = new Refund(buyer.Id, amount, name, memo);
            return Answer(context, order, await desk.PayBackAsync(order, Access.AuthorOf(context)));
        });
    }

    private static (int, string) Answer(HttpContext context, Refund order, RefundOutcome outcome) => outcome switch
    {
        RefundOutcome.Booked(var id) => (StatusCodes.Status201Created, JsonSerializer.Serialize(
            new RefundAnswer(
                id.ToString(), "refund", order.Buyer.Value, order.Amount.ToDecimalString(), order.Amount.Currency.Code,
                order.Memo),
            MarketJson.Full)),
        RefundOutcome.Refused(var reason) => (StatusCodes.Status422UnprocessableEntity, JsonSerializer.Serialize(
            Problem.Of(
                context, StatusCodes.Status422UnprocessableEntity, reason.Code, "Nothing was booked.",
                ReasonCatalogue.Say(reason)),
            MarketJson.Full)),
        _ => throw new UnreachableException(),
    };
}
