using System.Text;
using Bidline.Accounts;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Privacy;
using Bidline.Screening;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>Either caller or call.</summary>
internal sealed record BlockRequest
{
    /// <summary>A number in E.164, or the first digits of many and a star: "+1305555*".</summary>
    public string? Caller { get; init; }

    /// <summary>A call whose caller is to be blocked, by its id.</summary>
    public string? Call { get; init; }

    /// <summary>1 to 200 characters; partners do not see it.</summary>
    public required string Why { get; init; }

    /// <summary>For ever unless given. RFC 3339: "2027-01-01T00:00:00Z".</summary>
    public string? Until { get; init; }
}

/// <param name="Caller">Masked, but in full for operators and admins who ask with ?reveal=true; the audit notes it.</param>
/// <param name="Until">Absent where it is for ever.</param>
/// <param name="Call">The call that it was blocked from, where it was.</param>
internal sealed record BlockedCallerAnswer(
    string Id, string Caller, string Why, DateTimeOffset BlockedAt, string BlockedBy, DateTimeOffset? Until, string? Call)
{
    public static BlockedCallerAnswer Of(BlockedCaller entry, bool inFull) => new(
        entry.Id, inFull ? entry.Caller.Text : entry.Caller.ToString(), entry.Why, entry.BlockedAt, entry.BlockedBy,
        entry.Until, entry.Call?.ToString());
}

/// <param name="Blocked">Rows of the file; entries that were there already have its reason and end now.</param>
internal sealed record BlockedImportAnswer(int Blocked);

/// <summary>/v1/blocked-callers</summary>
internal static class BlockedCallerRoutes
{
    private const string Csv = "text/csv";
    private const int ImportLengthMax = 16 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/blocked-callers").WithTags("calls");
        group.MapGet("/", ListAsync).For(Role.Viewer).WithName("list_blocked_callers")
            .WithSummary("List callers whose calls are not sold, newest first")
            .Reads<Page<BlockedCallerAnswer>>().Lists()
            .WithDescription(
                "Filter: text (digits of the number, or words of the reason). "
                + "Pages with ?limit=50 (at most 200) and ?after=, the `next` of the page before.");
        group.MapPost("/", BlockAsync).For(Role.Operator).WithName("block_caller")
            .WithSummary("Block a caller, all whose number begins alike, or the caller of a call")
            .Takes<BlockRequest>().Reads<BlockedCallerAnswer>(StatusCodes.Status201Created).Refuses(422);
        group.MapDelete("/{id}", UnblockAsync).For(Role.Operator).WithName("unblock_caller")
            .WithSummary("Take a caller off the list").Produces(204).MayMiss().Refuses(401, 403);
        group.MapGet("/export", Export).For(Role.Operator).WithName("export_blocked_callers")
            .WithSummary("The whole list as CSV").Produces<string>(StatusCodes.Status200OK, Csv).Refuses(401, 403);
        group.MapPost("/import", ImportAsync).For(Role.Operator).WithName("import_blocked_callers")
            .WithSummary("Block what a CSV lists (caller, why, until): every row, or none and every mistake with its line")
            .Takes<string>(Csv).Reads<BlockedImportAnswer>().Refuses(422);
    }

    private static async Task<IResult> ListAsync(HttpContext context, BlockedCallers blocked, Audit audit)
    {
        var query = new Query(context);
        var (text, after, limit) = (query.Text("text"), query.Text("after"), query.Limit());
        var reveal = query.Flag("reveal") ?? false;
        if (query.Refusal() is { } refusal) return refusal;
        var inFull = reveal && Access.MayAsOperator(context);
        if (inFull) await audit.NoteAsync(Access.AuthorOf(context), new AuditEntry(CallerLooks.LookedAt,
            "blocked callers", "numbers of the list in full"));
        var rows = blocked.List(text, after, limit + 1).Select(entry => BlockedCallerAnswer.Of(entry, inFull)).ToList();
        return Results.Json(Page<BlockedCallerAnswer>.Of(rows, limit, row => row.Id), MarketJson.Full);
    }

    private static async Task<IResult> BlockAsync(
        HttpContext context, BlockedCallers blocked, CallQueries calls, TimeProvider clock)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<BlockRequest>(body.Bytes);
        var mistakes = reading.Mistakes.ToList();
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var (caller, call) = await CallerOfAsync(reading.Value, calls, mistakes, context.RequestAborted);
        var order = mistakes.Count > 0
            ? null
            : BlockForm.Read(caller, reading.Value.Why, reading.Value.Until, clock.GetUtcNow(), Note);
        if (order is null) return Problem.Invalid(context, mistakes);
        var entry = await blocked.BlockAsync(order with { Call = call }, Access.AuthorOf(context));
        context.Response.Headers.Location = $"/v1/blocked-callers/{entry.Id}";
        return Results.Json(BlockedCallerAnswer.Of(entry, inFull: true), MarketJson.Full, statusCode: 201);

        void Note(string field, string code, string detail, string? hint) =>
            mistakes.Add(new Mistake($"/{field}", code, detail, hint));
    }

    private static async Task<(string Caller, CallId? Call)> CallerOfAsync(
        BlockRequest request, CallQueries calls, List<Mistake> mistakes, CancellationToken cancel)
    {
        if (request.Caller is null == request.Call is null)
            mistakes.Add(new Mistake("", "block_form", "Either a caller or a call is named.", "give one of caller and call"));
        if (request.Call is not { } text || mistakes.Count > 0) return (request.Caller ?? "", null);
        if (!CallId.TryParse(text, out var id) || await calls.FindAsync(id, cancel) is not { } call)
            mistakes.Add(new Mistake("/call", "unknown_reference", $"There is no call \"{text}\"."));
        else if (!call.Caller.IsSet)
            mistakes.Add(new Mistake("/call", "anonymous", "The caller of that call withheld the number."));
        else return (call.Caller.E164, id);
        return ("", null);
    }

    private static async Task<IResult> UnblockAsync(HttpContext context, string id, BlockedCallers blocked) =>
        await blocked.UnblockAsync(id, Access.AuthorOf(context))
            ? Results.NoContent()
            : Problem.NotFound(context, $"blocked caller {id}");

    private static IResult Export(BlockedCallers blocked) =>
        Results.Text(BlockedCallersCsv.Write(blocked.List(null, null, int.MaxValue)), Csv, Encoding.UTF8);

    private static async Task<IResult> ImportAsync(HttpContext context, BlockedCallers blocked, TimeProvider clock)
    {
        var body = await Body.ReadAsync(context, ImportLengthMax, Csv, "text/plain");
        if (body.Refusal is not null) return body.Refusal;
        var (orders, mistakes) = BlockedCallersCsv.Read(Encoding.UTF8.GetString(body.Bytes.Span), clock.GetUtcNow());
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        if (blocked.Count + orders.Count > BlockedCallers.EntriesMax)
        {
            return Problem.Invalid(
                context, [new Mistake("", "too_long", $"The list would pass {BlockedCallers.EntriesMax:#,0} entries.")]);
        }

        await blocked.BlockAsync(orders, Access.AuthorOf(context));
        return Results.Json(new BlockedImportAnswer(orders.Count), MarketJson.Full);
    }
}
