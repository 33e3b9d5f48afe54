using System.Globalization;
using Bidline.Accounts;
using Bidline.Calls.Simulations;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>POST /v1/campaigns/{id}/simulate: what would become of a call that nobody makes.</summary>
internal static class SimulationRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/campaigns/{id}/simulate", SimulateAsync)
        .For(Role.Operator).WithTags("campaigns").WithName("simulate_call")
        .WithSummary("Take a made-up caller through a campaign: who would be asked, who would be dialled, what it would earn")
        .WithDescription(
            "Nothing is dialled, reserved, counted or stored. With `market` it runs on a draft of the market, so that a "
            + "change can be tried before it is applied. At most four at once; bidders are asked at most once a second "
            + "for a campaign, 60 times a minute in all.")
        .Takes<SimulationRequest>().Reads<SimulationAnswer>().MayMiss().Refuses(422, 429);

    private static async Task<IResult> SimulateAsync(
        HttpContext context, string id, MarketKeeper keeper, BookShelf shelf, CallSimulator simulator, TimeProvider clock)
    {
        var body = await Body.ReadAsync(context, 16 * Body.LengthMax, "application/json");
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<SimulationRequest>(body.Bytes.IsEmpty ? "{}"u8.ToArray() : body.Bytes);
        if (reading.Mistakes.Count > 0) return Problem.Invalid(context, reading.Mistakes);
        var (book, market, draftMistakes) =
            await MarketDraft.OfAsync(reading.Value.Market, keeper, shelf, Access.AuthorOf(context), context.RequestAborted);
        if (book is null) return Problem.Invalid(context, draftMistakes);
        var campaign = new CampaignId(id);
        var (made, mistakes) = SimulationBody.Read(reading.Value, campaign, book, clock.GetUtcNow());
        if (!book.Campaigns.ContainsKey(campaign)) return Problem.NotFound(context, $"campaign {id}");
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        return await simulator.RunAsync(book, made, context.RequestAborted) switch
        {
            SimulationOutcome.Done(var simulation) => Results.Json(SimulationAnswer.Of(simulation, market), MarketJson.Full),
            SimulationOutcome.NoCampaign => Problem.NotFound(context, $"campaign {id}"),
            SimulationOutcome.Refused(var refusals) => Problem.Invalid(context, refusals),
            SimulationOutcome.TooSoon(var wait) => TooSoon(context, wait),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static IResult TooSoon(HttpContext context, TimeSpan wait)
    {
        var seconds = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = seconds;
        return Problem.Answer(
            context, StatusCodes.Status429TooManyRequests, "too_many", "Calls are simulated by hand, not by load.",
            $"Try again in {seconds} s.");
    }
}
