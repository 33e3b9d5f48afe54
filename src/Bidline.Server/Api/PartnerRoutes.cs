using Bidline.Accounts;
using Bidline.Adapters.Buyers.Curl;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>What is pasted.</summary>
internal sealed record CurlBody
{
    /// <summary>The command as a partner's posting instructions show it, from curl on.</summary>
    public required string Curl { get; init; }

    /// <summary>An answer that is a bid, JSON or XML, so that the places of its values can be guessed.</summary>
    public string? Answer { get; init; }
}

/// <param name="Bidder">What stands under "bidder" in a market file; nothing was changed.</param>
/// <param name="Guesses">Sample values that were taken for fields of the call: look at them.</param>
/// <param name="Notes">What is to be known or done before it is used.</param>
internal sealed record CurlAnswer(BidderEntry Bidder, IReadOnlyList<CurlGuess> Guesses, IReadOnlyList<string> Notes);

/// <summary>Help with a new bidder: GET /v1/partners and POST /v1/bidders/from-curl. Neither changes anything.</summary>
internal static class PartnerRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/partners", List).For(Role.Viewer).WithTags("bidders").WithName("list_partners")
            .WithSummary("Bidders whose templates are known: what each needs, and how it is asked")
            .Reads<Page<PartnerEntry>>().Refuses(401, 403);
        routes.MapPost("/v1/bidders/from-curl", (Delegate)ReadCurlAsync).For(Role.Viewer).WithTags("bidders")
            .WithName("read_curl").WithSummary("Make a bidder out of a pasted curl command; nothing is saved or sent")
            .Takes<CurlBody>().Reads<CurlAnswer>().Refuses(422);
    }

    private static IResult List(ApiSettings settings) => Results.Json(
        new Page<PartnerEntry>([.. settings.Partners.Values.OrderBy(partner => partner.Id)], false, null), MarketJson.Full);

    private static async Task<IResult> ReadCurlAsync(HttpContext context)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<CurlBody>(body.Bytes);
        if (reading.Mistakes.Count > 0) return Problem.Invalid(context, reading.Mistakes);
        var made = BidderFromCurl.Of(reading.Value.Curl, reading.Value.Answer);
        return made.Bidder is { } bidder
            ? Results.Json(new CurlAnswer(bidder, made.Guesses, made.Notes), MarketJson.Compact)
            : Problem.Invalid(context, [.. made.Mistakes.Select(it => it with { Path = "/curl" + it.Path })]);
    }
}
