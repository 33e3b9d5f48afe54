using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Secret">whsec_… as Standard Webhooks has it: give it to the buyer.</param>
/// <param name="PreviousUntil">Until when the one before signs beside it; absent when none does.</param>
internal sealed record NoticeSecretAnswer(
    string Buyer, string Secret, DateTimeOffset MadeAt, DateTimeOffset? PreviousUntil);

/// <summary>/v1/buyers/{id}/notice-secret: what a buyer's notices are signed with.</summary>
internal static class NoticeSecretRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/buyers/{id}/notice-secret").WithTags("notices");
        group.MapGet("/", GetAsync).For(Role.Admin).WithName("get_notice_secret")
            .WithSummary("The secret that a buyer's notices are signed with").Reads<NoticeSecretAnswer>().MayMiss();
        group.MapPost("/rotate", RotateAsync).For(Role.Admin).WithName("rotate_notice_secret")
            .WithSummary("Make a new secret; the old one signs beside it for a day")
            .Reads<NoticeSecretAnswer>().MayMiss();
    }

    private static async Task<IResult> GetAsync(
        HttpContext context, string id, BookShelf shelf, NoticeSecrets secrets) =>
        shelf.Current.Buyers.ContainsKey(new BuyerId(id))
            ? Answer(id, await secrets.OfAsync(new BuyerId(id), context.RequestAborted))
            : Problem.NotFound(context, $"buyer {id}");

    private static async Task<IResult> RotateAsync(
        HttpContext context, string id, BookShelf shelf, NoticeSecrets secrets) =>
        shelf.Current.Buyers.ContainsKey(new BuyerId(id))
            ? Answer(id, await secrets.RotateAsync(new BuyerId(id), Access.AuthorOf(context), context.RequestAborted))
            : Problem.NotFound(context, $"buyer {id}");

    private static IResult Answer(string buyer, IReadOnlyList<NoticeSecret> secrets) => Results.Json(
        new NoticeSecretAnswer(
            buyer, secrets[0].Secret, secrets[0].MadeAt, secrets.Skip(1).Max(secret => secret.RetiresAt)),
        MarketJson.Full);
}
