using System.Text.Json;
using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Billing.Wallets;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>Money that a buyer paid in.</summary>
internal sealed record TopUpRequest
{
    /// <summary>Above zero: "100.00".</summary>
    public required Amount Amount { get; init; }

    /// <summary>What it is, for the statement: at most 200 characters.</summary>
    public string? Memo { get; init; }

    /// <summary>payment (unless given), or promo: a present of ours.</summary>
    public TopUpSource Source { get; init; }
}

internal enum TopUpSource
{
    Payment,
    Promo,
}

/// <param name="Id">The ledger transaction.</param>
internal sealed record TopUpAnswer(string Id, string Object, string Buyer, string Amount, string Currency, string Memo);

/// <summary>POST /v1/buyers/{id}/top-ups</summary>
internal static class TopUpRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/buyers/{id}/top-ups", BookAsync)
        .For(Role.Operator).WithTags("buyers").WithName("top_up_buyer")
        .WithSummary("Book money that a buyer paid in")
        .WithDescription("Needs an Idempotency-Key: the same key again gets the same answer, marked Idempotency-Replayed: true.")
        .Takes<TopUpRequest>().Reads<TopUpAnswer>(StatusCodes.Status201Created).MayMiss().Refuses(409, 422);

    private static async Task<IResult> BookAsync(
        HttpContext context, string id, BookShelf shelf, WalletDesk desk, OnceOnly once)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        if (!shelf.Current.Buyers.TryGetValue(new BuyerId(id), out var buyer))
            return Problem.NotFound(context, $"buyer {id}");
        var reading = JsonBody.Read<TopUpRequest>(body.Bytes);
        var mistakes = reading.Mistakes.Concat(Check(reading, shelf.Current.Currency, out var amount)).ToList();
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        return await Repeatable.RunAsync(context, once, $"top_up:{id}", body.Bytes, async name =>
        {
            var memo = reading.Value.Memo ?? "Top-up";
            var order = new TopUp(buyer.Id, amount, name, memo) { IsPromo = reading.Value.Source == TopUpSource.Promo };
            return Answer(await desk.TopUpAsync(order, Access.AuthorOf(context)), order);
        });
    }

    private static (int, string) Answer(TopUpOutcome outcome, TopUp order)
    {
        var id = outcome switch
        {
            TopUpOutcome.Booked booked => booked.Id,
            TopUpOutcome.Repeated repeated => repeated.Id,
            _ => throw new InvalidOperationException("The key was made from this very request."),
        };
        var answer = new TopUpAnswer(
            id.ToString(), "top_up", order.Buyer.Value, order.Amount.ToDecimalString(), order.Amount.Currency.Code, order.Memo);
        return (StatusCodes.Status201Created, JsonSerializer.Serialize(answer, MarketJson.Full));
    }

    private static List<Mistake> Check(BodyReading<TopUpRequest> reading, Currency currency, out Money amount)
    {
        var mistakes = new List<Mistake>();
        amount = Money.Zero(currency);
        if (reading.Mistakes.All(mistake => mistake.Path != "/amount"))
            amount = ReadAmount(reading.Value.Amount, currency, mistakes);
        if (reading.Value.Memo is { Length: > 200 })
            mistakes.Add(new Mistake("/memo", "too_long", "The memo is over 200 characters."));
        return mistakes;
    }

    /// <summary>Above zero; otherwise there is a mistake more.</summary>
    internal static Money ReadAmount(Amount given, Currency currency, List<Mistake> mistakes)
    {
        if (!Money.TryParse(given.Text, currency, out var amount) || !amount.IsPositive)
        {
            mistakes.Add(new Mistake(
                "/amount", "money", $"\"{given.Text}\" is not an amount above zero.", "write it like \"100.00\""));
        }

        return amount;
    }
}
