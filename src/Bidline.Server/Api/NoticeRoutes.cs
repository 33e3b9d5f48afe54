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
    string Id, string Kind, string? Target, string? Call, string State, int AttemptCount, DateTimeOffset CreatedAt,
    DateTimeOffset? NextAt, DateTimeOffset? EndedAt, int? LastStatus, string? LastError)
{
    public static NoticeAnswer Of(PostbackItem item) => new(
        item.Id.ToString(), item.Kind, NoticeAddress.TargetOf(item.Destination)?.Value, item.Call?.ToString(),
        item.State, item.Attempts, item.CreatedAt, item.NextAt, item.EndedAt, item.LastStatus, item.LastError);
}

/// <summary>A notice with what was sent and every attempt to send it.</summary>
internal sealed record NoticeDetail(NoticeAnswer Notice, JsonElement Body, IReadOnlyList<NoticeAttempt> Attempts);

/// <param name="Status">Absent when no answer came; then <paramref name="Error"/> says why.</param>
internal sealed record NoticeAttempt(int Attempt, DateTimeOffset At, double TookMs, int? Status, string? Error);

/// <summary>/v1/notices: what bidders were told, and what came of it.</summary>
internal static class NoticeRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/notices").WithTags("notices");
        group.MapGet("/", ListAsync).For(Role.Viewer).WithName("list_notices")
            .WithSummary("List notices to bidders, newest first").Reads<Page<NoticeAnswer>>().Lists()
            .WithDescription(
                "Filters: target, call, kind, state (waiting, delivered, dead). Delivered ones are kept for 7 days, "
                + "dead ones for 30. Pages with ?limit=50 (at most 200) and ?after=, the `next` of the page before.");
        group.MapGet("/{id}", GetAsync).For(Role.Viewer).WithName("get_notice")
            .WithSummary("Get a notice with its body and every attempt").Reads<NoticeDetail>().MayMiss();
        group.MapPost("/{id}/resend", ResendAsync).For(Role.Operator).WithName("resend_notice")
            .WithSummary("Send a notice once more, whatever became of it").Reads<NoticeAnswer>().MayMiss();
        routes.MapPost("/v1/targets/{id}/notices/resume", ResumeAsync).For(Role.Operator).WithTags("notices")
            .WithName("resume_notices").Produces(StatusCodes.Status204NoContent).MayMiss()
            .WithSummary("Send to a target again after it answered 410, its dead letters first");
    }

    private static async Task<IResult> ListAsync(HttpContext context, PostbackLog log)
    {
        var query = new Query(context);
        var (limit, state, call) = (query.Limit(), query.Text("state"), query.Text("call"));
        var (after, target, kind) = (query.Text("after"), query.Text("target"), query.Text("kind"));
        if (query.Refusal() is { } refusal) return refusal;
        List<Mistake> mistakes = [];
        if (state is not (null or "waiting" or "delivered" or "dead"))
        {
            mistakes.Add(new Mistake(
                "?state", "unknown_value", $"\"{state}\" is not a state.", "waiting, delivered or dead"));
        }

        if (call is not null && !CallId.TryParse(call, out _))
            mistakes.Add(new Mistake("?call", "id_form", $"\"{call}\" is not the id of a call."));
        if (after is not null && !PostbackId.TryParse(after, out _))
            mistakes.Add(new Mistake("?after", "cursor", "That is not a cursor of this list."));
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var rows = await log.ListAsync(
            new PostbackQuery(
                target is null ? null : NoticeAddress.Of(new TargetId(target)), kind, state,
                call is null ? null : CallId.Parse(call), after is null ? null : PostbackId.Parse(after), limit + 1),
            context.RequestAborted);
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
