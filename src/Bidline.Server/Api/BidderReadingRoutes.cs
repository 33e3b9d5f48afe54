using System.Text;
using Bidline.Accounts;
using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>A draft of how answers are read, and an answer to read by it.</summary>
internal sealed record BidderReadingRequest
{
    /// <summary>What would stand under "answer" of the bidder.</summary>
    public required AnswerEntry Answer { get; init; }

    public required ReadAnswerEntry Received { get; init; }

    /// <summary>The call that it was asked about, as in a test.</summary>
    public BidderTestRequest? Asked { get; init; }
}

/// <summary>An answer as a test showed it, or as a partner's documents do.</summary>
internal sealed record ReadAnswerEntry
{
    /// <summary>200 unless given.</summary>
    public int? Status { get; init; }

    public string? ContentType { get; init; }

    public required string Body { get; init; }

    /// <summary>For auctions that would not have waited so long; 0 unless given.</summary>
    public decimal? TakenMs { get; init; }
}

/// <param name="Version">The market that the draft was tried on.</param>
/// <param name="Lines">What saving it would change, in words; empty when the market reads so already.</param>
internal sealed record BidderReadingAnswer(
    string Object,
    string Target,
    int Version,
    MeaningAnswer Means,
    IReadOnlyList<CampaignVerdictAnswer> Campaigns,
    IReadOnlyList<string> Lines,
    IReadOnlyList<MarketChange> Changes);

/// <summary>POST /v1/bidders/{id}/read: tries another mapping on an answer. Nothing is asked, saved or counted.</summary>
internal static class BidderReadingRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/bidders/{id}/read", ReadAsync)
        .For(Role.Operator).WithTags("bidders").WithName("read_bidder_answer")
        .WithSummary("Read an answer of a template bidder by a draft of its mapping; see what saving it would change")
        .WithDescription("To save it: PATCH /v1/targets/{id} with {\"price\":{\"bidder\":{\"answer\":…}}}.")
        .Takes<BidderReadingRequest>().Reads<BidderReadingAnswer>().MayMiss().Refuses(409, 422);

    private static async Task<IResult> ReadAsync(HttpContext context, string id, AnswerMapping mapping)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<BidderReadingRequest>(body.Bytes);
        var asked = new BodyReading<BidderTestRequest>(reading.Value.Asked ?? new BidderTestRequest(), []);
        var mistakes = reading.Mistakes
            .Concat(BidderTestBody.Check(asked, id, out var order).Select(it => it with { Path = "/asked" + it.Path }))
            .ToList();
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var received = reading.Value.Received;
        var took = TimeSpan.FromMilliseconds((double)Math.Clamp(received.TakenMs ?? 0, 0, 60_000));
        return Answer(context, order, await mapping.TryAsync(
            order, reading.Value.Answer, AnswerOf(received), took, context.RequestAborted));
    }

    private static ReceivedAnswer AnswerOf(ReadAnswerEntry entry) => new(
        entry.Status ?? StatusCodes.Status200OK,
        System.Net.HttpVersion.Version11,
        entry.ContentType is { } type ? [KeyValuePair.Create("Content-Type", type)] : [],
        Encoding.UTF8.GetBytes(entry.Body),
        IsCut: false);

    private static IResult Answer(HttpContext context, TrialOrder order, MappingOutcome outcome) => outcome switch
    {
        MappingOutcome.Tried { Outcome: TrialOutcome.Read(var answer, var verdicts) } tried => Results.Json(
            new BidderReadingAnswer(
                "bidder_reading",
                order.Target.Value,
                tried.Version,
                MeaningAnswer.Of(answer),
                [.. verdicts.Select(CampaignVerdictAnswer.Of)],
                [.. tried.Changes.Select(change => change.Line)],
                tried.Changes),
            MarketJson.Full),
        MappingOutcome.Tried { Outcome: var refusal } => BidderRoutes.Refusal(
            context, order.Target.Value, refusal, order.Campaign is null ? "/asked/publisher" : "/asked/campaign"),
        MappingOutcome.Refused refused => Problem.Invalid(context, refused.Mistakes),
        MappingOutcome.NoTarget => Problem.NotFound(context, $"target {order.Target}"),
        _ => Problem.Answer(
            context, StatusCodes.Status409Conflict, "no_template",
            $"Target {order.Target} has no bidder that a template describes.",
            "Other dialects say by themselves how an answer is read."),
    };
}
