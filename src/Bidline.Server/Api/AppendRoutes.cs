using System.Text.Json;
using Bidline.Accounts;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Enrichment.Appends;
using Bidline.Primitives;
using Bidline.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>Either caller or call.</summary>
internal sealed record AppendRequest
{
    /// <summary>A number in E.164: for its calls of the next 48 hours, and for one that goes on.</summary>
    public string? Caller { get; init; }

    /// <summary>A call that goes on, by its id: for its next decision.</summary>
    public string? Call { get; init; }

    /// <summary>1 to 40 names of a-z, 0-9, '_', '-' and '.', with texts of at most 256 characters.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
}

/// <param name="State">live: a call goes on that will know it at its next decision. waiting: kept for the calls to come.</param>
/// <param name="Until">It is of no use after this.</param>
internal sealed record AppendAnswer(
    string Id, string State, IReadOnlyDictionary<string, string> Tags, DateTimeOffset At, DateTimeOffset Until);

/// <summary>/v1/appends</summary>
internal static class AppendRoutes
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/appends", PostAsync).RequireAuthorization(Access.AppendPolicy).WithTags("enrichment")
            .WithName("append").WithSummary("Tell something of a caller, or of a call that goes on, as tags")
            .WithDescription(
                "Rules, bids and conditions of the caller's calls know the tags for 48 hours; a call that goes on knows them at "
                + "its next decision. The newer word stands: what came with a call that began later is not overwritten. With an "
                + "Idempotency-Key a repeated request is carried out once. Role: operator, or a key that is one publisher's "
                + "(appends_of), for its calls alone.")
            .Takes<AppendRequest>().Reads<AppendAnswer>(StatusCodes.Status201Created).Refuses(409, 422, 429);

    private static async Task<IResult> PostAsync(
        HttpContext context, AppendShelf appends, Switchboard calls, OnceOnly once)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<AppendRequest>(body.Bytes);
        var mistakes = reading.Mistakes.ToList();
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var publisher = Access.AppendsOf(context.User);
        var live = calls.Live;
        var (caller, call) = For(reading.Value, publisher, live, mistakes);
        var tags = TagsOf(reading.Value.Tags, mistakes);
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        if (context.Request.Headers["Idempotency-Key"].Count == 0)
            return await TakeAsync() is { } taken ? Made(taken) : TooMany(context);
        return await Repeatable.RunAsync(context, once, "append", body.Bytes, async _ => await TakeAsync() is { } taken
            ? (StatusCodes.Status201Created, JsonSerializer.Serialize(taken, MarketJson.Full))
            : (StatusCodes.Status429TooManyRequests, """{"code":"too_many_appends","status":429}"""));

        async Task<AppendAnswer?> TakeAsync()
        {
            var append = await appends.TakeAsync(caller, call, publisher, tags, Access.AuthorOf(context).Name);
            if (append is null) return null;
            var isLive = live.Any(one => call is null ? one.Inbound.Caller == caller && caller.IsSet : one.Id == call);
            return new AppendAnswer(
                append.Id, isLive ? "live" : "waiting", append.Tags, append.At, append.At + AppendShelf.KeptFor);
        }

        static IResult Made(AppendAnswer taken) =>
            Results.Json(taken, MarketJson.Full, statusCode: StatusCodes.Status201Created);
    }

    private static IResult TooMany(HttpContext context) => Problem.Answer(
        context, StatusCodes.Status429TooManyRequests, "too_many_appends", "That is enough for now; nothing was kept.",
        $"At most {AppendShelf.EachMax} are kept for one caller or call, and {AppendShelf.EntriesMax:N0} in all, for 48 hours.");

    private static (PhoneNumber Caller, CallId? Call) For(
        AppendRequest request, PublisherId? publisher, IReadOnlyCollection<LiveCall> live, List<Mistake> mistakes)
    {
        if (request.Caller is null == request.Call is null)
        {
            mistakes.Add(new Mistake(
                "/caller", "append_form", "It is for a caller, or for a call.", "give one of caller and call"));
        }
        else if (request.Caller is { } written)
        {
            if (PhoneNumber.TryParse(written, out var caller)) return (caller, null);
            mistakes.Add(new Mistake("/caller", "not_e164", "That is not a telephone number.", "write it like +13055550142"));
        }
        else if (CallId.TryParse(request.Call, out var id) && live.FirstOrDefault(one => one.Id == id) is { } call
            && (publisher is null || PublisherOf(call) == publisher)) return (default, id);
        else
        {
            mistakes.Add(new Mistake(
                "/call", "no_live_call", "No such call goes on: there is no decision left that could know it.",
                "append to its caller instead"));
        }

        return default;
    }

    private static PublisherId? PublisherOf(LiveCall call) =>
        call.Journal.Entries.Select(entry => entry.Event).OfType<CallEvent.Received>().FirstOrDefault()?.Publisher;

    private static Dictionary<string, string> TagsOf(IReadOnlyDictionary<string, string> written, List<Mistake> mistakes)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        if (written.Count is 0 or > Append.TagsMax)
            mistakes.Add(new Mistake("/tags", "length", $"There are 1 to {Append.TagsMax} tags."));
        foreach (var (name, value) in written.Take(Append.TagsMax))
        {
            var at = $"/tags/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";
            if (Append.NameOf(name) is not { } known)
                mistakes.Add(new Mistake(at, "tag_name", "A tag's name is 1 to 64 of a-z, 0-9, '_', '-' and '.'."));
            else if (value.Length is 0 or > Append.ValueMax)
                mistakes.Add(new Mistake(at, "length", $"A tag's text has 1 to {Append.ValueMax} characters."));
            else
                tags[known] = VisitReading.Plain(value, Append.ValueMax);
        }

        return tags;
    }
}
