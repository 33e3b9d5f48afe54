using System.Text;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Lists;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <param name="Size">How many values.</param>
/// <param name="Bytes">What it keeps in memory.</param>
/// <param name="Content">SHA-256 of its values.</param>
/// <param name="UpdatedAt">When an uploaded content was stored; absent where the values stand in the market.</param>
internal sealed record ListAnswer(
    string Id, string? Name, ListKind Kind, int Size, long Bytes, string Content, DateTimeOffset? UpdatedAt,
    ListPurpose Purpose);

/// <summary>/v1/lists: values that filters refer to by id.</summary>
internal static class ListRoutes
{
    private const string Csv = "text/csv";

    private static readonly MarketSection<ListEntry> Section = new(
        "lists", "id", document => document.Lists, (document, entries) => document with { Lists = entries });

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/lists").WithTags("lists");
        group.MapGet("/", List).For(Role.Viewer).WithName("list_lists").WithSummary("List lists by id, with their sizes")
            .Reads<Page<ListAnswer>>().Lists();
        group.MapGet("/{id}", Get).For(Role.Viewer).WithName("get_list").WithSummary("Get a list's size and age")
            .Reads<ListAnswer>().MayMiss();
        group.MapGet("/{id}/values", Values).For(Role.Operator).WithName("get_list_values")
            .WithSummary("A list's values as CSV, one a row").MayMiss()
            .Produces<string>(StatusCodes.Status200OK, Csv).Refuses(401, 403);
        group.MapPut("/{id}", PutAsync).For(Role.Operator).WithName("put_list")
            .WithSummary("Upload a list as CSV, whole, or put a short one as JSON")
            .WithDescription(
                "text/csv with ?kind=numbers|zips|prefixes|text (needed for a new list): the first column of each row, up to "
                + "1,000,000 values. Bad rows are named and nothing is changed. "
                + "With &purpose=litigators its numbers are known claimants, whom campaigns refuse or tag. "
                + "application/json takes an entry with values.")
            .Takes<ListEntry>(Csv, "application/json").Reads<ListAnswer>().Changes(StatusCodes.Status201Created);
        group.MapDelete("/{id}", (HttpContext context, string id, MarketKeeper keeper) =>
                new MarketEdit<ListEntry>(Section, context, keeper).DeleteAsync(id)).For(Role.Operator)
            .WithName("delete_list").WithSummary("Delete a list that no filter refers to")
            .Produces(StatusCodes.Status204NoContent).MayMiss().Changes();
    }

    private static IResult List(HttpContext context, BookShelf shelf, MarketKeeper keeper)
    {
        var query = new Query(context);
        var (limit, after) = (query.Limit(), query.Text("after"));
        if (query.Refusal() is { } refusal) return refusal;
        var book = shelf.Current;
        var rows = keeper.Current.Lists.OrderBy(entry => entry.Id, StringComparer.Ordinal)
            .Where(entry => after is null || string.CompareOrdinal(entry.Id, after) > 0)
            .Select(entry => AnswerOf(entry, book)).OfType<ListAnswer>().Take(limit + 1).ToList();
        return Results.Json(Page<ListAnswer>.Of(rows, limit, row => row.Id), MarketJson.Full);
    }

    private static IResult Get(HttpContext context, string id, BookShelf shelf, MarketKeeper keeper)
    {
        var entry = keeper.Current.Lists.FirstOrDefault(list => list.Id == id);
        if (entry is null || AnswerOf(entry, shelf.Current) is not { } answer) return Problem.NotFound(context, $"list {id}");
        context.Response.Headers.ETag = MarketResource<ListEntry>.TagOf(entry);
        return Results.Json(answer, MarketJson.Full);
    }

    private static IResult Values(HttpContext context, string id, BookShelf shelf) =>
        shelf.Current.Lists.TryGetValue(id, out var list)
            ? Results.Stream(stream => WriteAsync(list, stream, context.RequestAborted), Csv)
            : Problem.NotFound(context, $"list {id}");

    private static async Task<IResult> PutAsync(
        HttpContext context, string id, MarketKeeper keeper, MarketArchive archive, BookShelf shelf, TimeProvider clock)
    {
        if (context.Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) != true)
            return await ListUpload.PutAsync(context, id, Section, keeper, archive, clock, entry => Changed(entry, shelf));
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<ListEntry>(body.Bytes, KeyValuePair.Create("id", id));
        return await new MarketEdit<ListEntry>(Section, context, keeper)
            .PutAsync(id, _ => reading, mayCreate: true, entry => Changed(entry, shelf));
    }

    private static IResult Changed(ListEntry entry, BookShelf shelf) =>
        Results.Json(AnswerOf(entry, shelf.Current), MarketJson.Full);

    private static ListAnswer? AnswerOf(ListEntry entry, CampaignBook book) =>
        book.Lists.TryGetValue(entry.Id, out var list)
            ? new ListAnswer(entry.Id, entry.Name, list.Kind, list.Count, list.Bytes, list.Hash, list.StoredAt,
                entry.Purpose ?? ListPurpose.Filters)
            : null;

    private static async Task WriteAsync(ValueList list, Stream stream, CancellationToken cancel)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        foreach (var value in list.Values())
        {
            cancel.ThrowIfCancellationRequested();
            var cell = CsvText.Cell(value);
            var isBare = cell[0] != '"' && cell.Contains(';', StringComparison.Ordinal);
            await writer.WriteAsync(isBare ? $"\"{cell}\"\n" : $"{cell}\n");
        }
    }
}
