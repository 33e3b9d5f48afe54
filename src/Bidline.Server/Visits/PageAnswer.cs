using System.Text.Json;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Visits;

/// <summary>What a page is answered.</summary>
/// <param name="Number">What it shows; null leaves its own number.</param>
/// <param name="Display">The same as people of its country write it.</param>
/// <param name="Ticket">For the browser to keep; null where there is nothing to come back to.</param>
/// <param name="Until">Before this moment the number is nobody else's.</param>
/// <param name="RenewSeconds">How often the page shows life.</param>
/// <param name="Fallback">Not a number of its own.</param>
/// <param name="Why">The reason's code; null where there is nothing to explain.</param>
internal sealed record PageAnswer(
    string? Number, string? Display, string? Ticket, DateTimeOffset? Until, int? RenewSeconds, bool Fallback, string? Why,
    string? Text)
{
    private const int RenewMax = 60;

    public static PageAnswer Lent(NumberPool pool, PhoneNumber number, string ticket, DateTimeOffset until) => new(
        number.E164, DisplayOf(number), ticket, until,
        (int)Math.Clamp(pool.Hold.TotalSeconds / 3, 5, RenewMax), false, null, null);

    public static PageAnswer Unlent(NumberPool pool, string? ticket, Reason why) => new(
        pool.Fallback?.E164, pool.Fallback is { } number ? DisplayOf(number) : null, ticket, null, null, true, why.Code,
        ReasonCatalogue.Say(why));

    public static PageAnswer Refused(Reason why) =>
        new(null, null, null, null, null, true, why.Code, ReasonCatalogue.Say(why));

    public static async Task WriteAsync(HttpContext context, int status, PageAnswer answer)
    {
        var response = context.Response;
        var body = JsonSerializer.SerializeToUtf8Bytes(answer, MarketJson.Compact);
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        if (status == StatusCodes.Status429TooManyRequests) response.Headers.RetryAfter = "60";
        await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static string DisplayOf(PhoneNumber number) => number.AreaCode is { } area
        ? $"({area}) {number.E164[5..8]}-{number.E164[8..]}"
        : number.E164;
}
