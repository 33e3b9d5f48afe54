using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Privacy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Days">Absent where it is for ever.</param>
/// <param name="LeastDays">Fewer are refused.</param>
internal sealed record RetentionAnswer(
    string Kind, string Label, string About, int? Days, int LeastDays, string? SetBy, DateTimeOffset? SetAt)
{
    public static RetentionAnswer Of(RetentionTerm term) => new(
        term.Kind.Id, term.Kind.Label, term.Kind.About, term.Days, term.Kind.DaysMin, term.SetBy, term.SetAt);
}

internal sealed record RetentionRequest
{
    /// <summary>For ever unless given.</summary>
    public int? Days { get; init; }
}

internal sealed record ErasureRequest
{
    /// <summary>The person's number in E.164: "+13055550142".</summary>
    public required string Caller { get; init; }

    /// <summary>1 to 200 characters, in the certificate: "asked by e-mail on 2 December".</summary>
    public required string Why { get; init; }
}

/// <param name="CallerHash">Proves of a number that it was this one, and tells nobody which.</param>
/// <param name="EndedAt">Absent where it was cut short: ask for it again.</param>
/// <param name="Kept">What stays, and why.</param>
internal sealed record ErasureAnswer(
    string Id, string Object, string CallerHash, string Caller, string Why, DateTimeOffset BegunAt, string By,
        DateTimeOffset? EndedAt,
    ErasedCounts Erased, IReadOnlyList<string> Kept)
{
    public static ErasureAnswer Of(Erasure it) => new(
        it.Id, "erasure", it.CallerHash, it.Masked, it.Why, it.BegunAt, it.By, it.EndedAt, it.Counts, Erasure.Kept);
}

/// <param name="Action">looked_at, listened, removed or erased.</param>
internal sealed record LookAnswer(string Id, DateTimeOffset At, string By, string Origin, string Action,
    string Subject, string Summary)
{
    public static LookAnswer Of(AuditLine line) => new(
        line.Id, line.At, line.Author.Name, line.Author.Origin, line.Entry.Action, line.Entry.Subject, line.Entry.Summary);
}

/// <summary>/v1/retention, /v1/erasures and /v1/looks: what is kept of people, for how long, and who saw it.</summary>
internal static class PrivacyRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/retention", RetentionAsync).For(Role.Viewer).WithTags("privacy").WithName("get_retention")
            .WithSummary("How long each kind of data about people is kept").Reads<Page<RetentionAnswer>>();
        routes.MapPut("/v1/retention/{id}", SetAsync).For(Role.Admin).WithTags("privacy").WithName("set_retention")
            .WithSummary("Keep a kind of data for so many days, or for ever").Takes<RetentionRequest>().Reads<RetentionAnswer>()
            .MayMiss().Refuses(422);
        var erasures = routes.MapGroup("/v1/erasures").WithTags("privacy");
        erasures.MapPost("/", EraseAsync).For(Role.Admin).WithName("erase_caller")
            .WithSummary("Erase a person by number: everywhere but in money, with a certificate of what was erased")
            .Takes<ErasureRequest>().Reads<ErasureAnswer>(StatusCodes.Status201Created).Refuses(422);
        erasures.MapGet("/", ListAsync).For(Role.Admin).WithName("list_erasures").WithSummary("Erasures, newest first")
            .Reads<Page<ErasureAnswer>>().Lists();
        erasures.MapGet("/{id}", FindAsync).For(Role.Admin).WithName("get_erasure").WithSummary("An erasure's certificate")
            .Reads<ErasureAnswer>().MayMiss();
        routes.MapGet("/v1/looks", LooksAsync).For(Role.Admin).WithTags("privacy").WithName("list_looks")
            .WithSummary("Who saw callers: numbers shown in full, recordings listened to")
            .WithDescription("?call= for those of one call; of anybody without it, newest first, with ?limit= and ?after=.")
            .Reads<Page<LookAnswer>>().Refuses(422);
    }

    private static async Task<IResult> RetentionAsync(HttpContext context, Retention retention)
    {
        var terms = await retention.ReadAsync(context.RequestAborted);
        return Results.Json(new Page<RetentionAnswer>([.. terms.Select(RetentionAnswer.Of)], false, null), MarketJson.Full);
    }

    private static async Task<IResult> SetAsync(HttpContext context, string id, Retention retention)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        if (RetentionKind.Find(id) is not { } kind) return Problem.NotFound(context, $"kind of data {id}");
        var reading = JsonBody.Read<RetentionRequest>(body.Bytes);
        if (reading.Mistakes.Count > 0) return Problem.Invalid(context, reading.Mistakes);
        var days = reading.Value.Days;
        if (days < kind.DaysMin || days > RetentionKind.DaysMax)
        {
            return Problem.Invalid(context, [new Mistake("/days", "out_of_range",
                $"{kind.Label} are kept {kind.DaysMin} to {RetentionKind.DaysMax} days, not {days}.",
                    "leave days out for ever")]);
        }

        await retention.SetAsync(kind, days, Access.AuthorOf(context));
        var terms = await retention.ReadAsync(context.RequestAborted);
        return Results.Json(RetentionAnswer.Of(terms.First(term => term.Kind == kind)), MarketJson.Full);
    }

    private static async Task<IResult> EraseAsync(HttpContext context, Eraser eraser)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<ErasureRequest>(body.Bytes);
        var mistakes = reading.Mistakes.ToList();
        var asked = reading.Value;
        if (mistakes.Count == 0 && !PhoneNumber.TryParse(asked.Caller, out _))
            mistakes.Add(new Mistake("/caller", "not_e164", $"\"{asked.Caller}\" is not a number.", "as in \"+13055550142\""));
        if (mistakes.Count == 0 && asked.Why.Trim().Length is 0 or > Eraser.WhyMax)
            mistakes.Add(new Mistake("/why", "too_long", $"A reason has 1 to {Eraser.WhyMax} characters."));
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        // Somebody who goes away does not leave half a person behind.
        var done = await eraser.EraseAsync(
            PhoneNumber.Parse(asked.Caller), asked.Why.Trim(), Access.AuthorOf(context), CancellationToken.None);
        context.Response.Headers.Location = $"/v1/erasures/{done.Id}";
        return Results.Json(ErasureAnswer.Of(done), MarketJson.Full, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Eraser eraser)
    {
        var query = new Query(context);
        var (limit, after) = (query.Limit(), query.Text("after"));
        if (query.Refusal() is { } refusal) return refusal;
        var rows = await eraser.ListAsync(null, after, limit + 1, context.RequestAborted);
        return Results.Json(Page<ErasureAnswer>.Of([.. rows.Select(ErasureAnswer.Of)], limit, row => row.Id), MarketJson.Full);
    }

    private static async Task<IResult> FindAsync(HttpContext context, string id, Eraser eraser) =>
        await eraser.FindAsync(id, context.RequestAborted) is { } found
            ? Results.Json(ErasureAnswer.Of(found), MarketJson.Full)
            : Problem.NotFound(context, $"erasure {id}");

    private static async Task<IResult> LooksAsync(HttpContext context, CallerLooks looks)
    {
        var query = new Query(context);
        var (call, limit, after) = (query.Call("call"), query.Limit(), query.Text("after"));
        if (query.Refusal() is { } refusal) return refusal;
        var lines = call is { } of
            ? await looks.OfAsync(of, limit, context.RequestAborted)
            : await looks.LatestAsync(after, limit + 1, context.RequestAborted);
        return Results.Json(Page<LookAnswer>.Of([.. lines.Select(LookAnswer.Of)], limit, row => row.Id), MarketJson.Full);
    }
}
