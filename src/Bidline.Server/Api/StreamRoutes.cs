using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Bidline.Accounts;
using Bidline.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>What happened to a call. Get the call for the whole of it.</summary>
/// <param name="Event">received, enriched, auction_closed, dial_started, connected, ended, settled, …</param>
/// <param name="OffsetMs">Since the call was received.</param>
internal sealed record StreamAnswer(
    string Call, int Seq, string Event, DateTimeOffset At, double OffsetMs, CallOutcome? Outcome, string? Reason);

/// <param name="Missed">Events that this listener was too slow for: read the list again.</param>
internal sealed record MissedAnswer(long Missed);

/// <summary>GET /v1/stream: events of calls as they become durable (server-sent events).</summary>
internal static class StreamRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/stream", Listen).For(Role.Viewer)
        .WithTags("calls").WithName("stream").WithSummary("Events of calls as they happen (server-sent events)")
        .Produces<StreamAnswer>(200, "text/event-stream").Refuses(401, 403);

    private static ServerSentEventsResult<object> Listen(HttpContext context, CallFeed feed)
    {
        context.Response.Headers.CacheControl = "no-store";
        // Proxies that buffer would hold events back.
        context.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(ReadAsync(feed, context.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<object>> ReadAsync(
        CallFeed feed, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var subscription = feed.Subscribe();
        // The first word tells the listener that from here on nothing is missed.
        yield return new SseItem<object>(new MissedAnswer(0), "listening");
        await foreach (var news in subscription.ReadAsync(cancel))
        {
            yield return news switch
            {
                FeedNews.Happened happened => Item(happened.Entry),
                FeedNews.Missed missed => new SseItem<object>(new MissedAnswer(missed.Events), "missed"),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
        }
    }

    private static SseItem<object> Item(CallLogEntry entry)
    {
        var ended = entry.Event as CallEvent.Ended;
        var kind = System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Event.GetType().Name);
        return new SseItem<object>(
            new StreamAnswer(
                entry.Call.ToString(), entry.Seq, kind, entry.At, entry.Offset.TotalMilliseconds, ended?.Outcome,
                ended?.Reason.Code),
            kind)
        {
            EventId = $"{entry.Call}.{entry.Seq}",
        };
    }
}
