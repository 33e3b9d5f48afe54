using System.Text.Json;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>A notice in a list.</summary>
/// <param name="Id">What its receiver sees as webhook-id.</param>
/// <param name="State">waiting, delivered or dead.</param>
/// <param name="NextAt">When it is tried (again); absent when it is over.</param>
internal sealed record NoticeAnswer(
    string Id, string Kind, string? Target, string? Publisher, string? Call, string State, int AttemptCount,
    DateTimeOffset CreatedAt, DateTimeOffset? NextAt, DateTimeOffset? EndedAt, int? LastStatus, string? LastError)
{
    public static NoticeAnswer Of(PostbackItem item) => new(
        item.Id.ToString(), item.Kind, NoticeAddress.TargetOf(item.Destination)?.Value,
        NoticeAddress.PublisherOf(item.Destination)?.Value, item.Call?.ToString(),
        item.State, item.Attempts, item.CreatedAt, item.NextAt, item.EndedAt, item.LastStatus, item.LastError);
}

/// <summary>A notice with what was sent and every attempt to send it.</summary>
internal sealed record NoticeDetail(NoticeAnswer Notice, JsonElement Body, IReadOnlyList<NoticeAttempt> Attempts);

/// <param name="Status">Absent when no answer came; then <paramref name="Error"/> says why.</param>
internal sealed record NoticeAttempt(int Attempt, DateTimeOffset At, double TookMs, int? Status, string? Error);

/// <param name="HasMore">There are more that fit; ask again.</param>
internal sealed record ResentAnswer(int Count, bool HasMore);

/// <summary>/v1/notices: what bidders, buyers and publishers' trackers were told, and what came of it.</summary>
internal static class NoticeRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/notices").WithTags("notices");
        group.MapGet("/", ListAsync).For(Role.Viewer).WithName("list_notices")
            .WithSummary("List notices to bidders, buyers and publishers' trackers, newest first")
            .Reads<Page<NoticeAnswer>>().Lists()
            .WithDescription(
                $"Filters: {NoticeFilter.Names} Delivered ones are kept for 7 days, dead ones for 30. "
                + "Pages with ?limit=50 (at most 200) and ?after=, the `next` of the page before.");
        group.MapGet("/{id}", GetAsync).For(Role.Viewer).WithName("get_notice")
            .WithSummary("Get a notice with its body and every attempt").Reads<NoticeDetail>().MayMiss();
        group.MapPost("/{id}/resend", ResendAsync).For(Role.Operator).WithName("resend_notice")
            .WithSummary("Send a notice once more, whatever became of it").Reads<NoticeAnswer>().MayMiss();
        group.MapPost("/resend", ResendRangeAsync).For(Role.Operator).WithName("resend_notices")
            .WithSummary("Send a range of notices once more").Reads<ResentAnswer>().Refuses(422)
            .WithDescription(
                $"Which: {NoticeFilter.Names} Dead ones unless a state is given; at least one filter is needed. The oldest "
                + "10,000 are sent; when there are more, ask again.");
        routes.MapPost("/v1/targets/{id}/notices/resume", ResumeAsync).For(Role.Operator).WithTags("notices")
            .WithName("resume_notices").Produces(StatusCodes.Status204NoContent).MayMiss()
            .WithSummary("Send to a target again after it answered 410, its dead letters first");
    }

    private static async Task<IResult> ListAsync(HttpContext context, PostbackLog log)
    {
        var query = new Query(context);
        var (limit, after) = (query.Limit(), query.Text("after"));
        var (filter, refusal) = NoticeFilter.Read(context, query, after, limit + 1);
        if (filter is null) return refusal!;
        var rows = await log.ListAsync(filter, context.RequestAborted);
        return Results.Json(
            Page<NoticeAnswer>.Of([.. rows.Select(NoticeAnswer.Of)], limit, notice => notice.Id), MarketJson.Full);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, PostbackLog log)
    {
        if (!PostbackId.TryParse(id, out var known)
            || await log.FindAsync(known, context.RequestAborted) is not var (notice, attempts))
        {
            return Problem.NotFound(context, $"notice {id}");
        }

        return Results.Json(
            new NoticeDetail(
                NoticeAnswer.Of(notice),
                JsonElement.Parse(notice.Body),
                [.. attempts.Select(one => new NoticeAttempt(
                    one.Number, one.At, one.Took.TotalMilliseconds, one.Status, one.Error))]),
            MarketJson.Full);
    }

    private static async Task<IResult> ResendAsync(
        HttpContext context, string id, Outbox outbox, PostbackLog log, Audit audit)
    {
        var line = audit.Line(Access.AuthorOf(context), new AuditEntry("resent", $"notice {id}", "Sent once more."));
        if (!PostbackId.TryParse(id, out var known) || !await outbox.ResendAsync(known, line)
            || await log.FindAsync(known, context.RequestAborted) is not var (notice, _))
        {
            return Problem.NotFound(context, $"notice {id}");
        }

        return Results.Json(NoticeAnswer.Of(notice), MarketJson.Full);
    }

    private static async Task<IResult> ResendRangeAsync(HttpContext context, Outbox outbox, PostbackLog log, Audit audit)
    {
        if (context.Request.Query.Count == 0)
        {
            return Problem.Invalid(
                context, [new Mistake("?from", "missing", "It is not said which.", "target, publisher, call, from, until…")]);
        }

        var (filter, refusal) = NoticeFilter.Read(context, new Query(context), null, Outbox.ResentMax + 1);
        if (filter is null) return refusal!;
        var found = await log.EndedAsync(filter with { State = filter.State ?? "dead" }, context.RequestAborted);
        var ids = found.Take(Outbox.ResentMax).ToArray();
        var line = audit.Line(
            Access.AuthorOf(context),
            new AuditEntry("resent", "notices", $"{ids.Length} sent once more: {context.Request.QueryString}"));
        if (ids.Length > 0) await outbox.ResendAsync(ids, line);
        return Results.Json(new ResentAnswer(ids.Length, found.Count > ids.Length), MarketJson.Full);
    }

    private static async Task<IResult> ResumeAsync(
        HttpContext context, string id, Outbox outbox, BookShelf shelf, Audit audit)
    {
        var target = new TargetId(id);
        if (NoticeAddress.TermsOf(shelf.Current, target) is null)
            return Problem.NotFound(context, $"target {id} whose bidder wants notices");
        var entry = new AuditEntry("resumed", $"target {id}", "Its notices are sent again, the dead letters first.");
        await outbox.ResumeAsync(NoticeAddress.Of(target), audit.Line(Access.AuthorOf(context), entry));
        return Results.NoContent();
    }
}
