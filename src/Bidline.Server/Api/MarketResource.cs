using System.Security.Cryptography;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>One section of the market: where its entries are in the document.</summary>
/// <param name="Name">The section, which is also its path under /v1: "targets".</param>
/// <param name="KeyField">The field that names an entry: "id", or "number".</param>
internal sealed record MarketSection<TEntry>(
    string Name,
    string KeyField,
    Func<MarketDocument, IReadOnlyList<TEntry>> Of,
    Func<MarketDocument, IReadOnlyList<TEntry>, MarketDocument> With)
    where TEntry : class, IMarketEntry
{
    public string One => Name[..^1];
}

/// <summary>
/// List, get, put, patch and delete over one section. Each change is an edit of the market document through its keeper,
/// so that files, API and console are one truth.
/// </summary>
internal sealed class MarketResource<TEntry>(MarketSection<TEntry> section)
    where TEntry : class, IMarketEntry
{
    public IResult List(HttpContext context, MarketKeeper keeper)
    {
        var query = new Query(context);
        var (limit, after) = (query.Limit(), query.Text("after"));
        if (query.Refusal() is { } refusal) return refusal;
        var rows = section.Of(keeper.Current)
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Where(entry => after is null || string.CompareOrdinal(entry.Key, after) > 0)
            .Take(limit + 1)
            .Select(Shown)
            .ToList();
        return Results.Json(Page<TEntry>.Of(rows, limit, entry => entry.Key), MarketJson.Full);
    }

    public IResult Get(HttpContext context, string id, MarketKeeper keeper) =>
        Find(keeper.Current, id) is { } entry
            ? Entry(context, entry, StatusCodes.Status200OK)
            : Problem.NotFound(context, $"{section.One} {id}");

    public async Task<IResult> PutAsync(HttpContext context, string id, MarketKeeper keeper)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var key = Normal(id);
        var reading = JsonBody.Read<TEntry>(body.Bytes, KeyValuePair.Create(section.KeyField, key));
        return await new MarketEdit<TEntry>(section, context, keeper).PutAsync(key, _ => reading, mayCreate: true);
    }

    public async Task<IResult> PatchAsync(HttpContext context, string id, MarketKeeper keeper)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        return await new MarketEdit<TEntry>(section, context, keeper).PutAsync(
            Normal(id), present => JsonBody.Patch(present!, body.Bytes), mayCreate: false);
    }

    public Task<IResult> DeleteAsync(HttpContext context, string id, MarketKeeper keeper) =>
        new MarketEdit<TEntry>(section, context, keeper).DeleteAsync(Normal(id));

    public void Map(IEndpointRouteBuilder routes)
    {
        var (name, one) = (section.Name, section.One);
        var group = routes.MapGroup($"/v1/{name}").WithTags(name);
        group.MapGet("/", List).For(Role.Viewer)
            .WithName($"list_{name}").WithSummary($"List {name} by {section.KeyField}")
            .Reads<Page<TEntry>>().Lists();
        group.MapGet("/{id}", Get).For(Role.Viewer)
            .WithName($"get_{one}").WithSummary($"Get a {one}").Reads<TEntry>().MayMiss();
        group.MapPut("/{id}", PutAsync).For(Role.Operator)
            .WithName($"put_{one}").WithSummary($"Create a {one} or replace it whole")
            .Takes<TEntry>().Reads<TEntry>().Changes(StatusCodes.Status201Created);
        group.MapPatch("/{id}", PatchAsync).For(Role.Operator)
            .WithName($"patch_{one}").WithSummary($"Change a {one} (JSON Merge Patch, RFC 7396)")
            .Takes<TEntry>("application/merge-patch+json", "application/json").Reads<TEntry>().MayMiss().Changes();
        group.MapDelete("/{id}", DeleteAsync).For(Role.Operator)
            .WithName($"delete_{one}").WithSummary($"Delete a {one} that nothing refers to")
            .Produces(StatusCodes.Status204NoContent).MayMiss().Changes();
    }

    /// <summary>A strong tag over what is shown; a secret that changes behind its mask changes nobody's view.</summary>
    internal static string TagOf(TEntry entry) => $"\"{Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(Shown(entry), MarketJson.Compact)))[..20]}\"";

    internal static IResult Entry(HttpContext context, TEntry entry, int status)
    {
        context.Response.Headers.ETag = TagOf(entry);
        return Results.Json(Shown(entry), MarketJson.Full, statusCode: status);
    }

    private static TEntry Shown(TEntry entry) =>
        (entry switch
        {
            TrunkEntry trunk => MarketWriter.WithoutSecrets(trunk) as TEntry,
            EndpointEntry endpoint => MarketWriter.WithoutKeys(endpoint) as TEntry,
            TargetEntry target => MarketWriter.WithoutSecrets(target) as TEntry,
            PublisherEntry publisher => MarketWriter.WithoutSecrets(publisher) as TEntry,
            LookupEntry lookup => MarketWriter.WithoutSecrets(lookup) as TEntry,
            BuyerEntry buyer => MarketWriter.WithoutSecrets(buyer) as TEntry,
            _ => null,
        }) ?? entry;

    private TEntry? Find(MarketDocument document, string id)
    {
        var key = Normal(id);
        return section.Of(document).FirstOrDefault(entry => entry.Key == key);
    }

    /// <summary>A number may be named without its plus, which is awkward in addresses.</summary>
    private string Normal(string id) =>
        section.KeyField == "number" && PhoneNumber.TryParse(id, out var number) ? number.E164 : id;
}
