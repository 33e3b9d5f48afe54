using Bidline.Accounts;
using Bidline.Billing.Wallets;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Free">Balance and credit, less what is held.</param>
/// <param name="Level">funded, low or empty.</param>
/// <param name="Paused">The wallet has paused the buyer, and lets it go on at the terms' resume_at.</param>
/// <param name="SpentInADay">Charged for the calls of the last 24 hours.</param>
/// <param name="RunsOutAt">When nothing is free any more if it goes on like that.</param>
internal sealed record WalletAnswer(
    string Buyer,
    string Currency,
    string Balance,
    string Held,
    string CreditLimit,
    string Owed,
    string Free,
    string Level,
    bool Paused,
    string SpentInADay,
    DateTimeOffset? RunsOutAt,
    IReadOnlyList<WalletEventAnswer> Events);

/// <param name="Kind">wallet.low, wallet.empty, wallet.funded, wallet.paused or wallet.resumed.</param>
internal sealed record WalletEventAnswer(string Id, string Kind, string Free, DateTimeOffset At);

/// <summary>GET /v1/buyers/{id}/wallet</summary>
internal static class WalletRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/buyers/{id}/wallet", GetAsync)
        .For(Role.Viewer).WithTags("buyers").WithName("get_wallet")
        .WithSummary("What a buyer has, what is free, and when it runs out").Reads<WalletAnswer>().MayMiss();

    private static async Task<IResult> GetAsync(HttpContext context, string id, BookShelf shelf, WalletReading wallets)
    {
        if (!shelf.Current.Buyers.TryGetValue(new BuyerId(id), out var buyer))
            return Problem.NotFound(context, $"buyer {id}");
        var wallet = await wallets.ReadAsync(buyer, context.RequestAborted);
        return Results.Json(
            new WalletAnswer(
                id,
                wallet.Free.Currency.Code,
                wallet.Balance.ToDecimalString(),
                wallet.Held.ToDecimalString(),
                wallet.CreditLimit.ToDecimalString(),
                wallet.Owed.ToDecimalString(),
                wallet.Free.ToDecimalString(),
                WalletSteps.NameOf(wallet.Mark.Level),
                wallet.Mark.Paused,
                wallet.Spent.ToDecimalString(),
                wallet.RunsOutAt,
                [.. wallet.Events.Select(told =>
                    new WalletEventAnswer(told.Id, told.Kind, told.Free.ToDecimalString(), told.At))]),
            MarketJson.Full);
    }
}
