using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

internal sealed record KeyRequest
{
    /// <summary>What it is for: 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Needed unless conversions_of, disputes_of or appends_of is given.</summary>
    public Role? Role { get; init; }

    /// <summary>A buyer: the key may post conversions of its calls and do nothing else.</summary>
    public string? ConversionsOf { get; init; }

    /// <summary>A buyer: the key may open, see and appeal its disputes and do nothing else.</summary>
    public string? DisputesOf { get; init; }

    /// <summary>A publisher: the key may append to its calls and their callers and do nothing else.</summary>
    public string? AppendsOf { get; init; }

    /// <summary>Never unless given. RFC 3339: "2027-01-01T00:00:00Z".</summary>
    public string? ExpiresAt { get; init; }
}

/// <param name="Hint">The last four characters of the secret.</param>
/// <param name="Role">Absent for a key that is one partner's, for one thing.</param>
/// <param name="Secret">Shown this once.</param>
internal sealed record KeyAnswer(
    string Id,
    string Name,
    Role? Role,
    string? ConversionsOf,
    string? DisputesOf,
    string? AppendsOf,
    string Hint,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    string? Secret = null)
{
    public static KeyAnswer Of(ApiKey key, string? secret = null) => new(
        key.Id, key.Name, key.IsScoped ? null : key.Role, key.ConversionsOf?.Value, key.DisputesOf?.Value,
        key.AppendsOf?.Value, key.Hint, key.CreatedAt, key.CreatedBy, key.ExpiresAt, key.LastUsedAt, secret);
}

/// <summary>/v1/keys</summary>
internal static class KeyRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/keys").WithTags("accounts");
        group.MapGet("/", ListAsync).For(Role.Admin).WithName("list_keys")
            .WithSummary("List keys of the API, without their secrets").Reads<Page<KeyAnswer>>();
        group.MapPost("/", CreateAsync).For(Role.Admin).WithName("create_key")
            .WithSummary("Make a key; its secret is in this answer and never again")
            .Takes<KeyRequest>().Reads<KeyAnswer>(StatusCodes.Status201Created).Refuses(422);
        group.MapDelete("/{id}", RevokeAsync).For(Role.Admin).WithName("revoke_key")
            .WithSummary("Revoke a key at once").Produces(204).MayMiss().Refuses(401, 403);
    }

    private static async Task<IResult> ListAsync(ApiKeys keys, CancellationToken cancel)
    {
        var all = await keys.ListAsync(cancel);
        return Results.Json(new Page<KeyAnswer>([.. all.Select(key => KeyAnswer.Of(key))], false, null), MarketJson.Full);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, ApiKeys keys, BookShelf shelf, TimeProvider clock)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<KeyRequest>(body.Bytes);
        var mistakes = reading.Mistakes.ToList();
        var expiry = Expiry(reading.Value.ExpiresAt, clock, mistakes);
        if (reading.Value.Name.Length is 0 or > 100 && mistakes.All(mistake => mistake.Path != "/name"))
            mistakes.Add(new Mistake("/name", "length", "A name has 1 to 100 characters."));
        if (mistakes.Count == 0) CheckRight(reading.Value, shelf.Current, mistakes);
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var author = Access.AuthorOf(context);
        var (key, secret) = reading.Value switch
        {
            { Role: { } role } => await keys.CreateAsync(reading.Value.Name, role, expiry, author),
            { DisputesOf: { } buyer } =>
                await keys.CreateForDisputesAsync(reading.Value.Name, new BuyerId(buyer), expiry, author),
            { AppendsOf: { } publisher } =>
                await keys.CreateForAppendsAsync(reading.Value.Name, new PublisherId(publisher), expiry, author),
            _ => await keys.CreateForConversionsAsync(
                reading.Value.Name, new BuyerId(reading.Value.ConversionsOf!), expiry, author),
        };
        context.Response.Headers.Location = $"/v1/keys/{key.Id}";
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(KeyAnswer.Of(key, secret), MarketJson.Full, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, string id, ApiKeys keys) =>
        await keys.RevokeAsync(id, Access.AuthorOf(context)) ? Results.NoContent() : Problem.NotFound(context, $"key {id}");

    private static void CheckRight(KeyRequest request, CampaignBook book, List<Mistake> mistakes)
    {
        bool[] rights =
        [
            request.Role is not null, request.ConversionsOf is not null, request.DisputesOf is not null,
            request.AppendsOf is not null,
        ];
        if (rights.Count(given => given) != 1)
        {
            mistakes.Add(new Mistake(
                "/role", "key_form", "A key has a role, or the partner whose conversions it posts, "
                + "whose disputes it opens or to whose calls it appends."));
        }
        else if (request.AppendsOf is { } publisher && !book.Publishers.ContainsKey(new PublisherId(publisher)))
        {
            mistakes.Add(new Mistake("/appends_of", "unknown_reference", $"There is no \"{publisher}\" in publishers."));
        }
        else if ((request.ConversionsOf ?? request.DisputesOf) is { } buyer && !book.Buyers.ContainsKey(new BuyerId(buyer)))
        {
            var field = request.ConversionsOf is null ? "/disputes_of" : "/conversions_of";
            mistakes.Add(new Mistake(field, "unknown_reference", $"There is no \"{buyer}\" in buyers."));
        }
    }

    private static DateTimeOffset? Expiry(string? text, TimeProvider clock, List<Mistake> mistakes)
    {
        if (text is null) return null;
        if (!DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var expiry))
            mistakes.Add(new Mistake(
                "/expires_at", "instant", $"\"{text}\" is not an instant.", "like \"2027-01-01T00:00:00Z\""));
        else if (expiry <= clock.GetUtcNow())
            mistakes.Add(new Mistake("/expires_at", "past", "The key would have expired already."));
        return expiry.ToUniversalTime();
    }
}
