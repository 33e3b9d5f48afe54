using Bidline.Accounts;
using Bidline.Campaigns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Before">The values that were, by JSON pointer within the subject; absent where there was nothing.</param>
internal sealed record AuditAnswer(
    string Id,
    DateTimeOffset At,
    string Actor,
    string Origin,
    string? RequestId,
    string Action,
    string Subject,
    string Summary,
    System.Text.Json.JsonElement? Before,
    System.Text.Json.JsonElement? After);

/// <summary>/v1/audit: who changed what, when and from where.</summary>
internal static class AuditRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/audit", ListAsync).For(Role.Admin)
        .WithTags("accounts").WithName("list_audit").WithSummary("Who changed what, newest first")
        .Reads<Page<AuditAnswer>>().Lists();

    private static async Task<IResult> ListAsync(HttpContext context, Audit audit)
    {
        var query = new Query(context);
        var (limit, after, subject) = (query.Limit(), query.Text("after"), query.Text("subject"));
        if (query.Refusal() is { } refusal) return refusal;
        var lines = await audit.ListAsync(limit + 1, after, subject, context.RequestAborted);
        return Results.Json(
            Page<AuditAnswer>.Of([.. lines.Select(Answer)], limit, line => line.Id), MarketJson.Full);
    }

    private static AuditAnswer Answer(AuditLine line) => new(
        line.Id,
        line.At,
        line.Author.Name,
        line.Author.Origin,
        line.Author.RequestId,
        line.Entry.Action,
        line.Entry.Subject,
        line.Entry.Summary,
        Element(line.Entry.Before),
        Element(line.Entry.After));

    private static System.Text.Json.JsonElement? Element(string? json) =>
        json is null ? null : System.Text.Json.JsonDocument.Parse(json).RootElement.Clone();
}
