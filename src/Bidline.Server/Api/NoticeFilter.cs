using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Api;

/// <summary>Which notices are meant, as list and resend are asked for them.</summary>
internal static class NoticeFilter
{
    public const string Names =
        "target, publisher, call, kind, state (waiting, delivered, dead), and from and until, between which they were made.";

    /// <param name="after">The cursor of a list; null where there is none.</param>
    /// <returns>The question, or why it means nothing.</returns>
    public static (PostbackQuery? Filter, IResult? Refusal) Read(HttpContext context, Query query, string? after, int limit)
    {
        var (state, call, kind) = (query.Text("state"), query.Text("call"), query.Text("kind"));
        var (target, publisher) = (query.Text("target"), query.Text("publisher"));
        var (from, until) = (query.Instant("from"), query.Instant("until"));
        if (query.Refusal() is { } refusal) return (null, refusal);
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
        if (target is not null && publisher is not null)
        {
            mistakes.Add(new Mistake(
                "?publisher", "filter_form", "A notice goes to a target or to a publisher.", "leave one out"));
        }

        if (mistakes.Count > 0) return (null, Problem.Invalid(context, mistakes));
        return (
            new PostbackQuery(
                DestinationOf(target, publisher), kind, state, call is null ? null : CallId.Parse(call),
                after is null ? null : PostbackId.Parse(after), limit)
            {
                From = from,
                Until = until,
            },
            null);
    }

    private static string? DestinationOf(string? target, string? publisher) =>
        target is not null ? NoticeAddress.Of(new TargetId(target))
        : publisher is not null ? NoticeAddress.Of(new PublisherId(publisher))
        : null;
}
