using System.Globalization;
using System.Text;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using Bidline.Tracking;
using Bidline.Tracking.Carriers;
using Bidline.Tracking.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>What came over a number in the last thirty days.</summary>
/// <param name="State">in_use, parked, releasing, or lent for a number of a pool.</param>
/// <param name="LastCall">Absent where nobody called in this time. The same for its moment.</param>
/// <param name="LastTest">Absent where it was not tested since the server started.</param>
internal sealed record NumberUseAnswer(
    string Number, string Campaign, string Publisher, string? Name, string State, string? Pool, int Calls, int Connected,
    string? LastCall, DateTimeOffset? LastCallAt, NumberTestAnswer? LastTest);

/// <summary>/v1/numbers: tracking numbers, their import, their use and how they are given up.</summary>
internal static class NumberRoutes
{
    /// <summary>A number that was called within it is not given up.</summary>
    private static readonly TimeSpan QuietFor = TimeSpan.FromHours(24);

    private const string Csv = "text/csv";

    private static readonly MarketSection<NumberEntry> Section = new(
        "numbers", "number", document => document.Numbers, (document, entries) => document with { Numbers = entries });

    public static void Map(IEndpointRouteBuilder routes)
    {
        new MarketResource<NumberEntry>(Section).Map(routes);
        var numbers = routes.MapGroup("/v1/numbers").WithTags("numbers");
        numbers.MapGet("/use", UseAsync).For(Role.Viewer).WithName("list_number_use")
            .WithSummary("What came over each number in thirty days").Reads<IReadOnlyList<NumberUseAnswer>>();
        numbers.MapPost("/import", ImportAsync).For(Role.Operator).WithName("import_numbers")
            .WithSummary("Put a CSV of numbers into the market: number, campaign, publisher, name, state, tag.NAME")
            .WithDescription(
                "All rows or none; a number that is there already is replaced. With ?dry_run=true nothing is changed and the "
                + "answer is what would be.")
            .Takes<string>(Csv).Reads<ApplyAnswer>().Refuses(StatusCodes.Status422UnprocessableEntity);
        numbers.MapPost("/{id}/test", NumberTestRoute.TestAsync).For(Role.Operator).WithName("test_number")
            .WithSummary("Call a number through its trunk, and see whether the call reaches us")
            .WithDescription(
                "Takes up to 16 s. The call ends at our door: nobody is asked or dialled, and nothing is counted or billed. "
                + "?caller= is the number that is shown, one that the trunk lets us show; without it the number calls itself.")
            .Reads<NumberTestAnswer>().MayMiss()
            .Refuses(StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity);
        numbers.MapPost("/{id}/release", ReleaseAsync).For(Role.Operator).WithName("release_number")
            .WithSummary("Give a number up in two steps: first its calls are sold no more, then it leaves the market")
            .WithDescription(
                "The first time its state becomes releasing. The second time it is removed, unless somebody called it within "
                + "24 hours: those callers would reach nobody. One that was rented from the carrier of a trunk is given back "
                + "there.")
            .Reads<NumberEntry>().MayMiss().Refuses(StatusCodes.Status409Conflict, StatusCodes.Status502BadGateway)
            .Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> UseAsync(
        HttpContext context, BookShelf shelf, NumberQueries queries, NumberTests tests)
    {
        var used = await queries.OfMonthAsync(context.RequestAborted);
        return Results.Json(
            shelf.Current.Numbers.Values.OrderBy(number => number.Number.E164, StringComparer.Ordinal)
                .Select(number => Answer(number, used.GetValueOrDefault(number.Number), tests.LastOf(number.Number))),
            MarketJson.Full);
    }

    private static NumberUseAnswer Answer(TrackingNumber number, NumberUse? use, NumberTest? test) => new(
        number.Number.E164, number.Campaign.Value, number.Publisher.Value, number.Name,
        number.Pool is null ? JsonNamingPolicy.SnakeCaseLower.ConvertName(number.State.ToString()) : "lent", number.Pool?.Value,
        use?.Calls ?? 0, use?.Connected ?? 0, use?.LastCall?.ToString(), use?.LastCallAt,
        test is null ? null : NumberTestRoute.Answer(number.Number, test));

    private static async Task<IResult> ImportAsync(HttpContext context, MarketKeeper keeper)
    {
        var query = new Query(context);
        var dryRun = query.Flag("dry_run") ?? false;
        if (query.Refusal() is { } refusal) return refusal;
        var body = await Body.ReadAsync(context, NumberSheet.LengthMax, Csv, "text/plain");
        if (body.Refusal is not null) return body.Refusal;
        var (entries, mistakes) = NumberSheet.Read(Encoding.UTF8.GetString(body.Bytes.Span));
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var result = await keeper.ApplyAsync(
            MarketDocument.Empty with { Numbers = entries }, new ApplyOptions(Access.AuthorOf(context), dryRun),
            context.RequestAborted);
        return result switch
        {
            ApplyResult.Applied applied => MarketRoutes.Answer(context, applied),
            ApplyResult.Refused refused => Problem.Invalid(context, refused.Mistakes),
            _ => Problem.Answer(
                context, StatusCodes.Status409Conflict, "outdated", "The market was changed meanwhile; try again."),
        };
    }

    private static async Task<IResult> ReleaseAsync(
        HttpContext context, string id, MarketKeeper keeper, NumberQueries queries, NumberRental rental, TimeProvider clock)
    {
        var key = PhoneNumber.TryParse(id, out var number) ? number.E164 : id;
        var edit = new MarketEdit<NumberEntry>(Section, context, keeper);
        if (keeper.Current.Numbers.FirstOrDefault(entry => entry.Number == key)
            is not { State: NumberState.Releasing } releasing)
        {
            return await edit.PutAsync(
                key, present => new BodyReading<NumberEntry>(present! with { State = NumberState.Releasing }, []),
                mayCreate: false);
        }

        var last = await queries.LastCallAsync(number, context.RequestAborted);
        if (last is { } at && clock.GetUtcNow() - at < QuietFor)
        {
            var text = at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
            return Problem.Answer(
                context, StatusCodes.Status409Conflict, "in_use", $"The number was called at {text}.",
                "It can be given up when nobody has called it for 24 hours; until then its calls get the fallback.");
        }

        var given = await rental.GiveBackAsync(releasing, Access.AuthorOf(context), context.RequestAborted);
        if (given is CarrierAnswer.Refused or CarrierAnswer.Unsure)
        {
            return Problem.Answer(
                context, StatusCodes.Status502BadGateway, "carrier", $"Its carrier: {RentalRoutes.WordsOf(given)}",
                "The number stays in the market, releasing. Send the same request again.");
        }

        return await edit.DeleteAsync(key);
    }
}
