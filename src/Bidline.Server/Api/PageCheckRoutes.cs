using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Tracking.Pages;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>Which page is to be looked at.</summary>
internal sealed record PageCheckBody
{
    /// <summary>With the parameters of an advertisement, if any.</summary>
    public required string Url { get; init; }

    /// <summary>Fetch it as a phone; as a desktop unless given.</summary>
    public bool Phone { get; init; }

    /// <summary>The page that leads there; none unless given.</summary>
    public string? Referrer { get; init; }
}

/// <param name="Url">Where redirects led to.</param>
/// <param name="Problems">What keeps visitors from a number of their own; empty is good.</param>
internal sealed record PageCheckAnswer(
    string Url, int? Status, string? Pool, IReadOnlyList<FoundNumberAnswer> Numbers, IReadOnlyList<string> Problems);

/// <param name="Where">mark, link or text.</param>
/// <param name="Why">Why it stays as it is.</param>
internal sealed record FoundNumberAnswer(string Where, string Text, bool Swapped, string? Why);

/// <summary>POST /v1/pools/{id}/check-page: what the number script will do on a page.</summary>
internal static class PageCheckRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/v1/pools/{id}/check-page", CheckAsync)
        .For(Role.Operator).WithTags("pools").WithName("check_page")
        .WithSummary("Fetch a page and say what the number script will do there")
        .WithDescription(
            "The page is read as it is sent: what its own scripts draw later is not seen. For that there is bidline.debug() in "
            + "the browser.")
        .Takes<PageCheckBody>().Reads<PageCheckAnswer>().MayMiss().Refuses(StatusCodes.Status422UnprocessableEntity);

    private static async Task<IResult> CheckAsync(HttpContext context, string id, BookShelf shelf, FetchPage fetch)
    {
        if (!shelf.Current.Pools.TryGetValue(new PoolId(id), out var pool)) return Problem.NotFound(context, $"pool {id}");
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<PageCheckBody>(body.Bytes);
        if (reading.Mistakes.Count > 0) return Problem.Invalid(context, reading.Mistakes);
        if (PageOf(reading.Value.Url) is not { } url) return Problem.Invalid(context, [NoPage("/url")]);
        var referrer = reading.Value.Referrer is { } text ? PageOf(text) : null;
        if (referrer is null && reading.Value.Referrer is not null) return Problem.Invalid(context, [NoPage("/referrer")]);
        var (page, trouble) = await fetch(url, reading.Value.Phone, referrer, context.RequestAborted);
        return Results.Json(
            page is null ? new PageCheckAnswer(url.ToString(), null, null, [], [trouble!]) : Of(page, pool, context.Request),
            MarketJson.Full);
    }

    private static PageCheckAnswer Of(FetchedPage page, NumberPool pool, HttpRequest request)
    {
        var report = PageCheck.Of(page, pool, new Uri($"{request.Scheme}://{request.Host}"));
        return new PageCheckAnswer(
            report.Url.ToString(), report.Status, report.Pool,
            [.. report.Numbers.Select(found => new FoundNumberAnswer(found.Where, found.Text, found.IsSwapped, found.Why))],
            report.Problems);
    }

    private static Uri? PageOf(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;

    private static Mistake NoPage(string path) =>
        new(path, "url", "This is not the address of a page.", "like \"https://example.com/offer\"");
}
