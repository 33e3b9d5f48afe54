using System.Globalization;
using Bidline.Accounts;
using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>Whom the question is about. Everything may be left out.</summary>
internal sealed record BidderTestRequest
{
    /// <summary>A number kept for fiction, 555-0100 to 555-0199 of any area: "+13055550142" unless given.</summary>
    public string? Caller { get; init; }

    /// <summary>Two letters; what the numbering plan says about the number unless given.</summary>
    public string? State { get; init; }

    public string? Zip { get; init; }

    /// <summary>What came with the call, text to text: at most 50.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Whose floor and deadline are stated: the first campaign that uses the target unless given.</summary>
    public string? Campaign { get; init; }

    /// <summary>The first publisher of the campaign unless given.</summary>
    public string? Publisher { get; init; }
}

/// <summary>POST /v1/bidders/{id}/test, where the id is that of a target whose price is asked for over HTTP.</summary>
internal static class BidderRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/bidders/{id}/test", TestAsync)
        .For(Role.Operator).WithTags("bidders").WithName("test_bidder")
        .WithSummary("Ask a target's bidder about a caller who does not exist; see what its answer would be worth")
        .WithDescription("Nothing is dialled, booked or counted. At most one a second for a target, 60 a minute in all.")
        .Takes<BidderTestRequest>().Reads<BidderTestAnswer>().MayMiss().Refuses(409, 422, 429);

    private static async Task<IResult> TestAsync(
        HttpContext context, string id, BookShelf shelf, BidderTrial trial, Audit audit)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<BidderTestRequest>(body.Bytes.IsEmpty ? "{}"u8.ToArray() : body.Bytes);
        var mistakes = reading.Mistakes.Concat(BidderTestBody.Check(reading, id, out var order)).ToList();
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var outcome = await trial.RunAsync(shelf.Current, order);
        var sale = reading.Value.Campaign is null ? "/publisher" : "/campaign";
        if (outcome is not TrialOutcome.Done(var report)) return Refusal(context, id, outcome, sale);
        await audit.NoteAsync(Access.AuthorOf(context), NoteOf(report));
        return Results.Json(BidderTestAnswer.Of(report), MarketJson.Full);
    }

    /// <summary>For the audit: somebody made us ask a stranger's server.</summary>
    public static AuditEntry NoteOf(TrialReport report) => new(
        "tested", $"target {report.Target.Id}", $"test question answered: {Summary(report)}");

    /// <param name="sale">The field that names what is not sold.</param>
    public static IResult Refusal(HttpContext context, string id, TrialOutcome outcome, string sale) =>
        outcome switch
        {
            TrialOutcome.NoTarget => Problem.NotFound(context, $"target {id}"),
            TrialOutcome.NoBidder => Problem.Answer(
                context, StatusCodes.Status409Conflict, "no_bidder", $"Target {id} has no bidder to ask.",
                "Its price is not found by asking over HTTP; give it a bidder first."),
            TrialOutcome.TooSoon(var wait) => TooSoon(context, wait),
            TrialOutcome.NotSoldThere => Problem.Invalid(context, [new Mistake(
                sale, "not_sold_there",
                $"Target {id} gets no calls of this campaign and publisher.",
                "leave both out, or name a pair that is sold to it")]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static IResult TooSoon(HttpContext context, TimeSpan wait)
    {
        var seconds = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.RetryAfter = seconds;
        return Problem.Answer(
            context, StatusCodes.Status429TooManyRequests, "too_many", "Bidders are tested one at a time, not by load.",
            $"Try again in {seconds} s.");
    }

    private static string Summary(TrialReport report)
    {
        var means = MeaningAnswer.Of(report.Answer);
        var took = report.Exchange?.Times.Taken.TotalMilliseconds ?? 0;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(means.Bid is { } bid ? $"bid {bid}" : means.Reason!.Code)} in {took:0} ms");
    }
}
