using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using Bidline.Tracking.Carriers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>A number to rent, and what its calls belong to.</summary>
internal sealed record RentalRequest
{
    /// <summary>As the search told it, in E.164.</summary>
    public required string Number { get; init; }

    public required string Campaign { get; init; }

    public required string Publisher { get; init; }

    /// <summary>What it stands for: "radio, spring".</summary>
    public string? Name { get; init; }

    /// <summary>Tags of every call to it.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}

/// <param name="Monthly">What it costs a month; absent where the carrier does not tell.</param>
/// <param name="Once">What it costs to get; absent likewise.</param>
internal sealed record NumberForRentAnswer(
    string Number, string? Place, string? Region, string? Monthly, string? Once, string? Currency);

/// <summary>/v1/trunks/{id}/numbers: what the carrier of a trunk has, and renting it.</summary>
internal static class RentalRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var numbers = routes.MapGroup("/v1/trunks/{id}/numbers").WithTags("numbers");
        numbers.MapGet("/", FindAsync).For(Role.Operator).WithName("find_numbers")
            .WithSummary("Numbers that the carrier of a trunk would rent to us")
            .WithDescription(
                "?area_code=305, ?contains=555, ?kind=local or toll_free, ?country=US, ?limit up to 50. The carrier is asked "
                + "each time.")
            .Reads<IReadOnlyList<NumberForRentAnswer>>().MayMiss()
            .Refuses(StatusCodes.Status422UnprocessableEntity, StatusCodes.Status502BadGateway);
        numbers.MapPost("/", RentAsync).For(Role.Operator).WithName("rent_number")
            .WithSummary("Rent a number and put it into the market")
            .WithDescription(
                "It is ordered only when the market would take it. The same request again is harmless: a number that is ours is "
                + "not ordered twice. It is given back with POST /v1/numbers/{id}/release.")
            .Takes<RentalRequest>().Reads<NumberEntry>(StatusCodes.Status201Created).MayMiss()
            .Refuses(
                StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity, StatusCodes.Status502BadGateway);
    }

    private static async Task<IResult> FindAsync(HttpContext context, string id, NumberRental rental)
    {
        var query = new Query(context);
        var (wish, mistakes) = WishOf(query);
        if (query.Refusal() is { } refusal) return refusal;
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var found = await rental.FindAsync(new TrunkId(id), wish, context.RequestAborted);
        return found switch
        {
            null => NoCarrier(context, id),
            { Trouble: { } trouble } => Problem.Answer(
                context, StatusCodes.Status502BadGateway, "carrier", $"The carrier of {id}: {WordsOf(trouble)}"),
            _ => Results.Json(found.Numbers.Select(Answer), MarketJson.Full),
        };
    }

    private static async Task<IResult> RentAsync(HttpContext context, string id, NumberRental rental)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<RentalRequest>(body.Bytes);
        if (reading.Mistakes.Count > 0) return Problem.Invalid(context, reading.Mistakes);
        var asked = reading.Value;
        var entry = new NumberEntry
        {
            Number = asked.Number, Campaign = asked.Campaign, Publisher = asked.Publisher, Name = asked.Name, Tags = asked.Tags,
            Trunk = id,
        };
        return await rental.RentAsync(entry, Access.AuthorOf(context), context.RequestAborted) switch
        {
            RentalOutcome.NoCarrier => NoCarrier(context, id),
            RentalOutcome.Invalid invalid => Problem.Invalid(context, [.. invalid.Mistakes.Select(InTermsOfBody)]),
            RentalOutcome.Refused refused => Problem.Answer(
                context, StatusCodes.Status409Conflict, "carrier_refused", $"The carrier of {id}: {refused.Why}",
                "Nothing was rented. Look for another number, or mend what the carrier says."),
            RentalOutcome.Unsure unsure => Problem.Answer(
                context, StatusCodes.Status502BadGateway, "carrier", $"The carrier of {id}: {unsure.Why}",
                "It may have been rented. Send the same request again: it finds out, and orders nothing twice."),
            RentalOutcome.NotInMarket late => Problem.Answer(
                context, StatusCodes.Status409Conflict, "not_in_market",
                $"{entry.Number} is rented, and the market was changed meanwhile so that it does not take it.",
                "Put it into the market with a campaign and publisher that are there; it is not ordered twice.",
                [.. late.Mistakes.Select(it => new ProblemError(it.Path, it.Code, it.Detail, it.Hint))]),
            _ => Results.Json(entry, MarketJson.Full, statusCode: StatusCodes.Status201Created),
        };
    }

    private static (NumberWish Wish, List<Mistake> Mistakes) WishOf(Query query)
    {
        var mistakes = new List<Mistake>();
        var (area, contains, kind) = (query.Text("area_code"), query.Text("contains"), query.Text("kind") ?? "local");
        var (country, limit) = (query.Text("country") ?? "US", Math.Min(query.Limit(), NumberWish.CountMax));
        if (area is not null && (area.Length != 3 || !area.All(char.IsAsciiDigit)))
            mistakes.Add(new Mistake("area_code", "area_code", "An area code has three digits."));
        if (contains is not null && (contains.Length is 0 or > 10 || !contains.All(char.IsAsciiDigit)))
            mistakes.Add(new Mistake("contains", "contains", "One to ten digits are looked for."));
        if (kind is not ("local" or "toll_free"))
            mistakes.Add(new Mistake("kind", "unknown_value", "A number is local or toll_free."));
        if (country is not ("US" or "CA"))
            mistakes.Add(new Mistake("country", "unknown_value", "Numbers are of US or CA."));
        return (new NumberWish(country, kind == "toll_free", area, contains, limit), mistakes);
    }

    private static NumberForRentAnswer Answer(NumberForRent number) => new(
        number.Number.E164, number.Place, number.Region, number.Monthly?.ToDecimalString(), number.Once?.ToDecimalString(),
        (number.Monthly ?? number.Once)?.Currency.Code);

    /// <summary>"/numbers/0/campaign" is the body's "/campaign".</summary>
    private static Mistake InTermsOfBody(Mistake mistake) =>
        mistake.Path.StartsWith("/numbers/0", StringComparison.Ordinal)
            ? mistake with { Path = mistake.Path["/numbers/0".Length..] }
            : mistake;

    private static IResult NoCarrier(HttpContext context, string id) => Problem.Answer(
        context, StatusCodes.Status404NotFound, "no_carrier", $"There is no trunk {id} whose carrier rents numbers.",
        "Give the trunk a carrier: { name: telnyx, settings: { api_key: … } }.");

    internal static string WordsOf(CarrierAnswer trouble) => trouble switch
    {
        CarrierAnswer.Refused refused => refused.Why,
        CarrierAnswer.Unsure unsure => unsure.Why,
        _ => "",
    };
}
