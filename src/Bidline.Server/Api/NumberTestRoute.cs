using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Tracking.Health;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Api;

/// <summary>A test call to a number of ours.</summary>
/// <param name="Through">The trunk that dialled it.</param>
/// <param name="Outcome">reached, elsewhere, refused, silent or not_placed.</param>
/// <param name="Milliseconds">Until it reached us, or was ended.</param>
/// <param name="CameBy">The trunk that it reached us by; absent where it did not.</param>
/// <param name="SipStatus">The final answer of the trunk that dialled; absent for none in time.</param>
/// <param name="Says">What happened and how to mend it.</param>
internal sealed record NumberTestAnswer(
    string Number, DateTimeOffset At, string Through, string Outcome, int Milliseconds, string? CameBy, int? SipStatus,
    string Says);

/// <summary>POST /v1/numbers/{id}/test.</summary>
internal static class NumberTestRoute
{
    public static async Task<IResult> TestAsync(HttpContext context, string id, NumberTests tests)
    {
        var query = new Query(context);
        var shown = query.Text("caller");
        if (query.Refusal() is { } refusal) return refusal;
        if (!PhoneNumber.TryParse(id, out var number)) return Problem.NotFound(context, "number");
        var caller = number;
        if (shown is not null && !PhoneNumber.TryParse(shown, out caller))
        {
            return Problem.Invalid(
                context, [new Mistake("?caller", "not_e164", $"\"{shown}\" is not a telephone number.", "Like +13055550160.")]);
        }

        return await tests.TestAsync(number, caller, Access.AuthorOf(context)) switch
        {
            NumberTesting.Done done => Results.Json(Answer(number, done.Test), MarketJson.Full),
            NumberTesting.NobodyDials => Problem.Answer(
                context, StatusCodes.Status409Conflict, "nobody_dials", "No trunk dials.",
                "Give a trunk the address where it takes calls from us: dial: sip:carrier.example."),
            NumberTesting.Busy => Problem.Answer(
                context, StatusCodes.Status409Conflict, "busy", "This number is being tested, or too many others are.",
                "Try again in a few seconds."),
            _ => Problem.NotFound(context, "number"),
        };
    }

    public static NumberTestAnswer Answer(PhoneNumber number, NumberTest test) => new(
        number.E164, test.At, test.Through.Value, JsonNamingPolicy.SnakeCaseLower.ConvertName(test.Outcome.ToString()),
        (int)test.Took.TotalMilliseconds, test.CameBy?.Value, test.SipStatus, test.Says);
}
