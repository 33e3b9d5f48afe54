using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

internal sealed record UserRequest
{
    public required string Email { get; init; }

    public string? Name { get; init; }

    /// <summary>What it may do in the console; needed unless a publisher is given.</summary>
    public Role? Role { get; init; }

    /// <summary>The publisher whose portal it opens, and nothing else; in place of a role.</summary>
    public string? Publisher { get; init; }

    /// <summary>10 to 256 characters.</summary>
    public required string Password { get; init; }
}

/// <summary>What is absent stays as it is.</summary>
internal sealed record UserPatch
{
    public Role? Role { get; init; }

    public bool? Disabled { get; init; }

    /// <summary>Also ends a lock-out.</summary>
    public string? Password { get; init; }
}

/// <summary>/v1/users: who may sign in to the console.</summary>
internal static class UserRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/users").WithTags("accounts");
        group.MapGet("/", ListAsync).For(Role.Admin).WithName("list_users")
            .WithSummary("List who may sign in").Reads<Page<User>>();
        group.MapGet("/{id}", GetAsync).For(Role.Admin).WithName("get_user")
            .WithSummary("Get a user").Reads<User>().MayMiss();
        group.MapPost("/", CreateAsync).For(Role.Admin).WithName("create_user")
            .WithSummary("Let somebody sign in").Takes<UserRequest>().Reads<User>(201).Refuses(409, 422);
        group.MapPatch("/{id}", PatchAsync).For(Role.Admin).WithName("patch_user")
            .WithSummary("Change a user's role or password, or disable it")
            .Takes<UserPatch>("application/merge-patch+json", "application/json").Reads<User>().MayMiss().Refuses(409, 422);
    }

    private static async Task<IResult> ListAsync(Users users, CancellationToken cancel) =>
        Results.Json(new Page<User>(await users.ListAsync(cancel), false, null), MarketJson.Full);

    private static async Task<IResult> GetAsync(HttpContext context, string id, Users users) =>
        await users.FindAsync(id, context.RequestAborted) is { } user
            ? Results.Json(user, MarketJson.Full)
            : Problem.NotFound(context, $"user {id}");

    private static async Task<IResult> CreateAsync(HttpContext context, Users users, BookShelf shelf)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<UserRequest>(body.Bytes);
        var wanted = reading.Value;
        var mistakes = reading.Mistakes.ToList();
        if (wanted.Email.Length is < 3 or > 254 || !wanted.Email.Trim().Contains('@'))
            Add(mistakes, "/email", "email", "That is not an e-mail address.");
        if (Passwords.Complaint(wanted.Password) is { } complaint) Add(mistakes, "/password", "password", complaint);
        CheckRight(wanted, shelf.Current, mistakes);
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        var author = Access.AuthorOf(context);
        var name = wanted.Name ?? wanted.Email;
        var user = wanted.Publisher is { } publisher
            ? await users.CreateForPublisherAsync(wanted.Email, name, new PublisherId(publisher), wanted.Password, author)
            : await users.CreateAsync(wanted.Email, name, wanted.Role!.Value, wanted.Password, author);
        if (user is null)
            return Problem.Answer(context, 409, "exists", "There is a user of this e-mail address already.");
        context.Response.Headers.Location = $"/v1/users/{user.Id}";
        return Results.Json(user, MarketJson.Full, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> PatchAsync(HttpContext context, string id, Users users)
    {
        var body = await Body.ReadJsonAsync(context);
        if (body.Refusal is not null) return body.Refusal;
        var reading = JsonBody.Read<UserPatch>(body.Bytes);
        var (change, mistakes) = (reading.Value, reading.Mistakes.ToList());
        if (change.Password is { } password && Passwords.Complaint(password) is { } complaint)
            Add(mistakes, "/password", "password", complaint);
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        if (await users.FindAsync(id, context.RequestAborted) is not { } user) return Problem.NotFound(context, $"user {id}");
        if (user.Publisher is not null && change.Role is not null)
        {
            Add(mistakes, "/role", "role", "This user opens a publisher's portal, and has no role.");
            return Problem.Invalid(context, mistakes);
        }

        var author = Access.AuthorOf(context);
        var done = (change.Role is not { } role || await users.SetRoleAsync(id, role, author))
            && (change.Disabled is not { } disabled || await users.SetDisabledAsync(id, disabled, author))
            && (change.Password is not { } fresh || await users.SetPasswordAsync(id, fresh, author));
        return done
            ? await GetAsync(context, id, users)
            : Problem.Answer(context, 409, "last_admin", "This is the last admin: somebody must be left who can let others in.");
    }

    private static void CheckRight(UserRequest wanted, CampaignBook book, List<Mistake> mistakes)
    {
        if (wanted is { Role: null, Publisher: null }) Add(mistakes, "/role", "missing", "\"role\" is missing.");
        if (wanted is { Role: not null, Publisher: not null })
            Add(mistakes, "/publisher", "role_form", "A user has a role, or opens a publisher's portal.");
        if (wanted.Publisher is { } publisher && !book.Publishers.ContainsKey(new PublisherId(publisher)))
            Add(mistakes, "/publisher", "unknown_reference", "There is no such publisher.");
    }

    private static void Add(List<Mistake> mistakes, string path, string code, string detail)
    {
        if (mistakes.All(mistake => mistake.Path != path)) mistakes.Add(new Mistake(path, code, detail));
    }
}
