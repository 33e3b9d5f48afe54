using System.Globalization;
using Bidline.Accounts;
using Bidline.Campaigns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Author">"key:CI", "user:ann@example.com", "file:market.yaml".</param>
internal sealed record VersionAnswer(int Version, DateTimeOffset At, string Author, string Hash);

/// <param name="Lines">What it changed against the version before, in words.</param>
internal sealed record VersionDetailAnswer(
    int Version, DateTimeOffset At, string Author, string Hash, IReadOnlyList<string> Lines,
    IReadOnlyList<MarketChange> Changes);

/// <param name="State">waiting, applied, refused or cancelled.</param>
/// <param name="Lines">What it would have changed when it was scheduled.</param>
/// <param name="Outcome">Why it was refused, or that there was nothing to change; null while it waits.</param>
internal sealed record ScheduledChangeAnswer(
    string Id, ScheduledState State, DateTimeOffset At, DateTimeOffset MadeAt, string Author, IReadOnlyList<string> Lines,
    DateTimeOffset? EndedAt, int? Version, string? Outcome)
{
    public static ScheduledChangeAnswer Of(ScheduledChange change) => new(
        change.Id, change.State, change.DueAt, change.MadeAt, change.Author.Name,
        change.Summary.Split('\n', StringSplitOptions.RemoveEmptyEntries), change.EndedAt, change.Version, change.Outcome);
}

/// <summary>/v1/versions and /v1/scheduled-changes: what the market was, and what it will be.</summary>
internal static class VersionRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("market");
        group.MapGet("/versions", ListAsync).For(Role.Viewer).WithName("list_versions")
            .WithSummary("Versions of the market, newest first").Reads<Page<VersionAnswer>>().Lists();
        group.MapGet("/versions/{id}", GetAsync).For(Role.Viewer).WithName("get_version")
            .WithSummary("One version: who made it, when, and what it changed").Reads<VersionDetailAnswer>().MayMiss();
        group.MapPost("/versions/{id}/restore", RestoreAsync).For(Role.Operator).WithName("restore_version")
            .WithSummary("Make the market what it was at that version; this is a new version")
            .WithDescription("?dry_run=true answers the difference and changes nothing. Balances and money stay as they are.")
            .Reads<ApplyAnswer>().MayMiss().Refuses(409, 412, 422);
        group.MapGet("/scheduled-changes", ListScheduledAsync).For(Role.Viewer).WithName("list_scheduled_changes")
            .WithSummary("Changes that wait for their moment, soonest first, and what came of earlier ones")
            .Reads<Page<ScheduledChangeAnswer>>().Lists();
        group.MapDelete("/scheduled-changes/{id}", CancelAsync).For(Role.Operator).WithName("cancel_scheduled_change")
            .WithSummary("Cancel a change that still waits").Produces(204).MayMiss().Refuses(401, 403);
    }

    private static async Task<IResult> ListAsync(HttpContext context, MarketArchive archive)
    {
        var query = new Query(context);
        var (limit, after) = (query.Limit(), query.Number("after"));
        if (query.Refusal() is { } refusal) return refusal;
        var versions = await archive.ListAsync(limit + 1, after, context.RequestAborted);
        var rows = versions.Select(version => new VersionAnswer(
            version.Version, version.At, version.Author, version.Hash)).ToList();
        var page = Page<VersionAnswer>.Of(
            rows, limit, version => version.Version.ToString(CultureInfo.InvariantCulture));
        return Results.Json(page, MarketJson.Full);
    }

    private static async Task<IResult> GetAsync(HttpContext context, string id, MarketArchive archive)
    {
        if (await FindAsync(id, archive, context.RequestAborted) is not { Version: > 0 } version)
            return Problem.NotFound(context, $"version {id}");
        var before = await archive.FindAsync(version.Version - 1, context.RequestAborted) ?? MarketVersion.None;
        var changes = MarketDiff.Between(before.Document, version.Document);
        return Results.Json(
            new VersionDetailAnswer(
                version.Version, version.At, version.Author, version.Hash, [.. changes.Select(change => change.Line)], changes),
            MarketJson.Full);
    }

    private static async Task<IResult> RestoreAsync(
        HttpContext context, string id, MarketArchive archive, MarketKeeper keeper)
    {
        var query = new Query(context);
        var dryRun = query.Flag("dry_run") ?? false;
        if (query.Refusal() is { } refusal) return refusal;
        if (await FindAsync(id, archive, context.RequestAborted) is not { Version: > 0 } version)
            return Problem.NotFound(context, $"version {id}");
        var options = new ApplyOptions(Access.AuthorOf(context), dryRun);
        return await keeper.ReplaceAsync(version.Document, options, context.RequestAborted) switch
        {
            ApplyResult.Applied applied => MarketRoutes.Answer(context, applied),
            ApplyResult.Refused refused => Problem.Invalid(context, refused.Mistakes),
            ApplyResult.Outdated outdated => MarketRoutes.Outdated(context, outdated.Version),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<IResult> ListScheduledAsync(HttpContext context, MarketSchedule schedule)
    {
        var query = new Query(context);
        var limit = query.Limit();
        if (query.Refusal() is { } refusal) return refusal;
        var changes = await schedule.ListAsync(limit, context.RequestAborted);
        return Results.Json(
            new Page<ScheduledChangeAnswer>([.. changes.Select(ScheduledChangeAnswer.Of)], false, null), MarketJson.Full);
    }

    private static async Task<IResult> CancelAsync(HttpContext context, string id, MarketSchedule schedule) =>
        await schedule.CancelAsync(id, Access.AuthorOf(context))
            ? Results.NoContent()
            : Problem.NotFound(context, $"waiting change {id}");

    private static async Task<MarketVersion?> FindAsync(string id, MarketArchive archive, CancellationToken cancel) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? await archive.FindAsync(version, cancel)
            : null;
}
