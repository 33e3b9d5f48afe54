using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Postbacks.Trackers;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Url">What was asked for, the values filled in; secrets are not shown.</param>
/// <param name="Status">Absent when no answer came; then <paramref name="Error"/> says why.</param>
internal sealed record TrackerTestAnswer(string Url, bool Accepted, int? Status, string? Error, double TookMs);

/// <summary>POST /v1/publishers/{id}/tracker/test</summary>
internal static class TrackerRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/publishers/{id}/tracker/test", TestAsync)
        .For(Role.Operator).WithTags("publishers").WithName("test_tracker")
        .WithSummary("Tell a publisher's tracker of a call that never was, now and once")
        .WithDescription("Tags have the value \"test\"; the payout is 0.01. Nothing is booked, and it is not tried again.")
        .Reads<TrackerTestAnswer>().MayMiss();

    private static async Task<IResult> TestAsync(
        HttpContext context, string id, BookShelf shelf, TrackerTrial trial, Audit audit)
    {
        if (!shelf.Current.Publishers.TryGetValue(new PublisherId(id), out var publisher)
            || publisher.Tracker is not { } tracker)
        {
            return Problem.NotFound(context, $"publisher {id} with a tracker");
        }

        var report = await trial.RunAsync(publisher.Id, tracker, shelf.Current.Currency, context.RequestAborted);
        await audit.NoteAsync(
            Access.AuthorOf(context), new AuditEntry("tested", $"publisher {id}", $"Its tracker: {report.Answer.Told}"));
        return Results.Json(
            new TrackerTestAnswer(
                report.Shown, report.Answer.IsAccepted, report.Answer.Status, report.Answer.Error,
                report.Took.TotalMilliseconds),
            MarketJson.Full);
    }
}
