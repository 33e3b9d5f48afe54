using System.Text;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Campaigns.BidRules;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Rules">How many the table has now.</param>
internal sealed record BidRulesAnswer(string Target, int Rules);

/// <summary>/v1/targets/{id}/bid-rules: the table of a target's bid rules as CSV.</summary>
internal static class BidRuleRoutes
{
    private const string Csv = "text/csv";

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/targets/{id}/bid-rules").WithTags("targets");
        group.MapGet("/", Get).For(Role.Viewer).WithName("get_bid_rules")
            .WithSummary("The table of a target's bid rules as CSV").MayMiss()
            .Produces<string>(StatusCodes.Status200OK, Csv).Refuses(401, 403, 409);
        group.MapPut("/", PutAsync).For(Role.Operator).WithName("put_bid_rules")
            .WithSummary("Replace the table of a target's bid rules by a CSV: whole, or every mistake with its line")
            .Takes<string>(Csv).Reads<BidRulesAnswer>().MayMiss().Changes();
    }

    private static IResult Get(HttpContext context, string id, MarketKeeper keeper)
    {
        if (Find(keeper, id) is not { } target) return Problem.NotFound(context, $"target {id}");
        if (target.Price.Rules is not { } rules) return WithoutRules(context, id);
        context.Response.Headers.ETag = MarketResource<TargetEntry>.TagOf(target);
        return Results.Text(BidRuleSheet.Write(rules.Table), Csv, Encoding.UTF8);
    }

    private static async Task<IResult> PutAsync(HttpContext context, string id, MarketKeeper keeper)
    {
        var body = await Body.ReadAsync(context, BidRuleSheet.LengthMax, Csv, "text/plain");
        if (body.Refusal is not null) return body.Refusal;
        if (Find(keeper, id) is not { } target) return Problem.NotFound(context, $"target {id}");
        if (target.Price.Rules is null) return WithoutRules(context, id);
        if (TextOf(body) is not { } text)
        {
            var mistake = new Mistake("", "encoding", "The text is not UTF-8.", "save it as CSV UTF-8", 1, 1);
            return Problem.Invalid(context, [mistake]);
        }

        var (table, mistakes) = BidRuleSheet.Read(text, Currency.Parse(keeper.Current.Currency ?? Currency.Usd.Code));
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        return await new MarketEdit<TargetEntry>(TargetRoutes.Section, context, keeper).PutAsync(
            id,
            present => new BodyReading<TargetEntry>(WithTable(present!, table), []),
            mayCreate: false,
            changed => Answer(context, changed));
    }

    private static TargetEntry? Find(MarketKeeper keeper, string id) =>
        keeper.Current.Targets.FirstOrDefault(target => target.Id == id);

    // A target whose price was changed meanwhile gets no table that nobody would look at: the base is then missing.
    private static TargetEntry WithTable(TargetEntry target, IReadOnlyList<RuleEntry> table)
    {
        var rules = target.Price.Rules ?? new RulesEntry { Base = default };
        return target with { Price = target.Price with { Rules = rules with { Table = table } } };
    }

    private static IResult Answer(HttpContext context, TargetEntry changed)
    {
        context.Response.Headers.ETag = MarketResource<TargetEntry>.TagOf(changed);
        return Results.Json(new BidRulesAnswer(changed.Id, changed.Price.Rules!.Table.Count), MarketJson.Full);
    }

    private static string? TextOf(Body body)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body.Bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static IResult WithoutRules(HttpContext context, string id) => Problem.Answer(
        context, StatusCodes.Status409Conflict, "not_by_rules", $"The target {id} is not priced by rules.",
        "Give it a base first: PATCH /v1/targets/{id} with "
        + "{\"price\":{\"fixed\":null,\"rules\":{\"base\":\"20.00\"}}}.");
}
