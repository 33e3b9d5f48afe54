using System.Globalization;
using System.Text;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Linting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bidline.Server.Api;

/// <summary>What applying did or, in a dry run, would do.</summary>
/// <param name="Version">In force afterwards.</param>
/// <param name="Lines">The changes in words: "floor of campaign auto-fl $20.00 -> $24.00".</param>
/// <param name="Advice">What in the market, as it then is, will not work as meant; empty where versions are compared.</param>
internal sealed record ApplyAnswer(
    int Version, bool DryRun, IReadOnlyList<string> Lines, IReadOnlyList<MarketChange> Changes,
    IReadOnlyList<Advice> Advice);

/// <param name="Version">The market that was looked at: the one in force.</param>
internal sealed record CheckAnswer(int Version, IReadOnlyList<Advice> Advice);

/// <summary>The market as a whole: /v1/apply, /v1/export, /v1/diff, /v1/checks.</summary>
internal static class MarketRoutes
{
    private static readonly string[] Types =
        ["application/yaml", "application/x-yaml", "text/yaml", "application/json", "text/plain"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1").WithTags("market");
        group.MapPost("/apply", ApplyAsync).For(Role.Operator).WithName("apply_market")
            .WithSummary("Apply a market file (YAML or JSON): entries are put in by id, all or none")
            .Takes<MarketDocument>("application/yaml", "application/json").Reads<ApplyAnswer>()
            .Refuses(409, 412, 422).Produces<ScheduledChangeAnswer>(202)
            .WithDescription(
                "?dry_run=true answers the difference and changes nothing. If-Match: \"v12\" applies only to version 12. "
                + "?at=2027-01-04T08:00:00Z checks it now, applies it then, and answers 202.");
        group.MapPost("/diff", DiffAsync).For(Role.Viewer).WithName("diff_market")
            .WithSummary("What applying a market file would change")
            .Takes<MarketDocument>("application/yaml", "application/json").Reads<ApplyAnswer>().Refuses(422);
        group.MapGet("/diff", DiffVersionsAsync).For(Role.Viewer).WithName("diff_versions")
            .WithSummary("What changed between two versions (?from=3&to=5; to is the one in force unless given)")
            .Reads<ApplyAnswer>().MayMiss().Refuses(422);
        group.MapGet("/export", Export).For(Role.Viewer).WithName("export_market")
            .WithSummary("The market as a file that applies back to the same market; secrets stay hidden")
            .Produces<string>(200, "application/yaml").Refuses(401, 403);
        group.MapGet("/checks", Check).For(Role.Viewer).WithName("check_market")
            .WithSummary("What in the market in force will not work as meant, each with its fix").Reads<CheckAnswer>();
    }

    public static IResult Answer(HttpContext context, ApplyResult.Applied applied)
    {
        context.Response.Headers.ETag = TagOf(applied.Version);
        var clock = context.RequestServices.GetRequiredService<TimeProvider>();
        return Results.Json(
            new ApplyAnswer(
                applied.Version,
                applied.DryRun,
                [.. applied.Changes.Select(change => change.Line)],
                applied.Changes,
                applied.Book is { } book ? MarketLinter.Advise(book, clock.GetUtcNow()) : []),
            MarketJson.Full);
    }

    private static IResult Check(BookShelf shelf, TimeProvider clock)
    {
        var book = shelf.Current;
        return Results.Json(new CheckAnswer(book.Version, MarketLinter.Advise(book, clock.GetUtcNow())), MarketJson.Full);
    }

    private static async Task<IResult> ApplyAsync(HttpContext context, MarketKeeper keeper, MarketSchedule schedule)
    {
        var query = new Query(context);
        var (dryRun, at) = (query.Flag("dry_run") ?? false, query.Instant("at"));
        if (query.Refusal() is { } refusal) return refusal;
        return at is { } dueAt && !dryRun
            ? await ScheduleAsync(context, schedule, dueAt)
            : await PutInAsync(context, keeper, dryRun);
    }

    private static Task<IResult> DiffAsync(HttpContext context, MarketKeeper keeper) =>
        PutInAsync(context, keeper, dryRun: true);

    private static async Task<IResult> ScheduleAsync(HttpContext context, MarketSchedule schedule, DateTimeOffset dueAt)
    {
        var body = await Body.ReadAsync(context, 16 * Body.LengthMax, Types);
        if (body.Refusal is not null) return body.Refusal;
        var author = Access.AuthorOf(context);
        return await schedule.ScheduleAsync(Read(context, body.Bytes), dueAt, author, context.RequestAborted) switch
        {
            ScheduleResult.Scheduled scheduled => Results.Json(
                ScheduledChangeAnswer.Of(scheduled.Change), MarketJson.Full, statusCode: StatusCodes.Status202Accepted),
            ScheduleResult.Refused refused => Problem.Invalid(context, refused.Mistakes),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static MarketReading Read(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var isJson = context.Request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) ?? false;
        return MarketFile.Read(Encoding.UTF8.GetString(body.Span), isJson ? "body.json" : "body");
    }

    private static async Task<IResult> PutInAsync(HttpContext context, MarketKeeper keeper, bool dryRun)
    {
        var body = await Body.ReadAsync(context, 16 * Body.LengthMax, Types);
        if (body.Refusal is not null) return body.Refusal;
        if (ReadTag(context) is not { } tag) return Outdated(context, keeper.InForce.Version);
        var reading = Read(context, body.Bytes);
        var options = new ApplyOptions(Access.AuthorOf(context), dryRun, tag.Version);
        return await keeper.ApplyAsync(reading, options, context.RequestAborted) switch
        {
            ApplyResult.Applied applied => Answer(context, applied),
            ApplyResult.Refused refused => Problem.Invalid(context, refused.Mistakes),
            ApplyResult.Outdated outdated => Outdated(context, outdated.Version),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static async Task<IResult> DiffVersionsAsync(
        HttpContext context, MarketKeeper keeper, MarketArchive archive)
    {
        var query = new Query(context);
        var (from, to) = (query.Number("from") ?? 0, query.Number("to") ?? keeper.InForce.Version);
        if (query.Refusal() is { } refusal) return refusal;
        var before = await archive.FindAsync(from, context.RequestAborted);
        var after = await archive.FindAsync(to, context.RequestAborted);
        if (before is null || after is null)
            return Problem.NotFound(context, $"version {(before is null ? from : to)}");
        var changes = MarketDiff.Between(before.Document, after.Document);
        return Answer(context, new ApplyResult.Applied(to, changes, DryRun: true));
    }

    private static IResult Export(HttpContext context, MarketKeeper keeper)
    {
        context.Response.Headers.ETag = TagOf(keeper.InForce.Version);
        return Results.Text(keeper.Export(), "application/yaml", Encoding.UTF8);
    }

    private static string TagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"\"v{version}\"");

    /// <summary>Null when the header is there and names no version.</summary>
    private static (int? Version, bool Any)? ReadTag(HttpContext context)
    {
        var tag = context.Request.Headers.IfMatch.ToString().Trim();
        if (tag is "" or "*") return (null, true);
        return tag.StartsWith("\"v", StringComparison.Ordinal)
            && int.TryParse(tag[2..].TrimEnd('"'), CultureInfo.InvariantCulture, out var version)
                ? (version, false)
                : null;
    }

    public static IResult Outdated(HttpContext context, int version)
    {
        context.Response.Headers.ETag = TagOf(version);
        return Problem.Answer(
            context, StatusCodes.Status412PreconditionFailed, "changed_meanwhile",
            $"The market is at version {version}; nothing was changed.",
            "Get the difference again, look at it, and apply with the new version.");
    }
}
