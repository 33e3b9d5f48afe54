using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Enrichment.Places;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Loaded">Absent where nothing is loaded.</param>
internal sealed record LookupFileAnswer(string Id, LoadedFile? Loaded);

/// <summary>/v1/lookup-files: what facts of callers are looked up in.</summary>
internal static class LookupFileRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/lookup-files").WithTags("enrichment");
        group.MapGet("/", List).For(Role.Viewer).WithName("list_lookup_files")
            .WithSummary("List the files that facts are looked up in, and which are loaded").Reads<Page<LookupFileAnswer>>();
        group.MapGet("/{id}", Get).For(Role.Viewer).WithName("get_lookup_file")
            .WithSummary("Get a file's size and age").Reads<LookupFileAnswer>().MayMiss();
        group.MapPut("/{id}", PutAsync).For(Role.Operator).WithName("put_lookup_file")
            .WithSummary("Load a file: all of it takes the place of the former, or nothing changes")
            .WithDescription(
                "zips: CSV, the Census Bureau's table B19013 by ZIP code tabulation area (GEO_ID, NAME, B19013_001E) or columns "
                + "zip and household_income, with city and state where they are known. What cannot be read is named by its row. "
                + "addresses: a MaxMind DB of cities.")
            .Takes<string>("text/csv", "application/octet-stream").Reads<LookupFileAnswer>().MayMiss()
            .Refuses(401, 403, 413, 422);
        group.MapDelete("/{id}", RemoveAsync).For(Role.Operator).WithName("delete_lookup_file")
            .WithSummary("Forget a file: what was looked up in it is not known any more")
            .Produces(StatusCodes.Status204NoContent).MayMiss().Refuses(401, 403);
    }

    private static IResult List(HttpContext context, LookupFiles files)
    {
        if (new Query(context).Refusal() is { } refusal) return refusal;
        var all = files.All.Select(AnswerOf).ToList();
        return Results.Json(new Page<LookupFileAnswer>(all, false, null), MarketJson.Full);
    }

    private static IResult Get(HttpContext context, string id, LookupFiles files) => Find(files, id) is { } file
        ? Results.Json(AnswerOf(file), MarketJson.Full)
        : Problem.NotFound(context, $"lookup file {id}");

    private static async Task<IResult> PutAsync(HttpContext context, string id, LookupFiles files)
    {
        if (Find(files, id) is not { } file) return Problem.NotFound(context, $"lookup file {id}");
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null; // ours is the limit
        try
        {
            var reading = await file.ReplaceAsync(context.Request.Body, Access.AuthorOf(context), context.RequestAborted);
            if (reading.Content is not null) return Results.Json(AnswerOf(file), MarketJson.Full);
            // What is left unread would be taken for the next request of the connection.
            if (reading.Mistakes[0].Code == "too_large") context.Response.Headers.Connection = "close";
            return Problem.Invalid(context, reading.Mistakes);
        }
        catch (IOException failure)
        {
            return Problem.Answer(
                context, StatusCodes.Status503ServiceUnavailable, "store", "The file could not be stored; the former stays.",
                failure.Message);
        }
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, string id, LookupFiles files) =>
        Find(files, id) is { } file && await file.RemoveAsync(Access.AuthorOf(context), context.RequestAborted)
            ? Results.NoContent()
            : Problem.NotFound(context, $"lookup file {id}");

    private static LookupFile? Find(LookupFiles files, string id) => files.All.FirstOrDefault(file => file.Id == id);

    private static LookupFileAnswer AnswerOf(LookupFile file) => new(file.Id, file.Loaded);
}
