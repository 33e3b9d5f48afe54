using System.Security.Claims;
using System.Text.Encodings.Web;
using Bidline.Accounts;
using Bidline.Primitives;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bidline.Server.Api;

/// <summary>Who may call what: bearer keys, and one policy a role. Never redirects to a sign-in page.</summary>
internal static class Access
{
    public const string Scheme = "ApiKey";

    /// <summary>Operators, and keys that may do nothing but post one buyer's conversions.</summary>
    public const string ConversionPolicy = "api:conversions";

    /// <summary>Operators, and keys that may open, see and appeal one buyer's disputes and nothing else.</summary>
    public const string DisputePolicy = "api:disputes";

    /// <summary>Every role, and the same keys.</summary>
    public const string DisputeReadingPolicy = "api:disputes:read";

    /// <summary>Operators, and keys that may append to one publisher's calls and nothing else.</summary>
    public const string AppendPolicy = "api:appends";

    private const string ConversionsOfClaim = "conversions_of";
    private const string DisputesOfClaim = "disputes_of";
    private const string AppendsOfClaim = "appends_of";

    public static string Policy(Role role) => $"api:{role}";

    public static void Add(IServiceCollection services)
    {
        services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(Scheme, null);
        var authorization = services.AddAuthorizationBuilder();
        foreach (var role in Enum.GetValues<Role>())
        {
            authorization.AddPolicy(Policy(role), policy => policy
                .AddAuthenticationSchemes(Scheme)
                .RequireAuthenticatedUser()
                .RequireClaim(ClaimTypes.Role, Enum.GetNames<Role>()[(int)role..]));
        }

        authorization.AddPolicy(ConversionPolicy, policy => policy
            .AddAuthenticationSchemes(Scheme)
            .RequireAuthenticatedUser()
            .RequireAssertion(it => ConversionsOf(it.User) is not null
                || it.User.HasClaim(claim => claim is { Type: ClaimTypes.Role, Value: not nameof(Role.Viewer) })));
        authorization.AddPolicy(DisputePolicy, policy => policy
            .AddAuthenticationSchemes(Scheme)
            .RequireAuthenticatedUser()
            .RequireAssertion(it => DisputesOf(it.User) is not null
                || it.User.HasClaim(claim => claim is { Type: ClaimTypes.Role, Value: not nameof(Role.Viewer) })));
        authorization.AddPolicy(AppendPolicy, policy => policy
            .AddAuthenticationSchemes(Scheme)
            .RequireAuthenticatedUser()
            .RequireAssertion(it => AppendsOf(it.User) is not null
                || it.User.HasClaim(claim => claim is { Type: ClaimTypes.Role, Value: not nameof(Role.Viewer) })));
        authorization.AddPolicy(DisputeReadingPolicy, policy => policy
            .AddAuthenticationSchemes(Scheme)
            .RequireAuthenticatedUser()
            .RequireAssertion(it => DisputesOf(it.User) is not null || it.User.HasClaim(claim => claim.Type == ClaimTypes.Role)));
    }

    /// <summary>Whose disputes the calling key is for; null for a key that has a role.</summary>
    public static BuyerId? DisputesOf(ClaimsPrincipal user) =>
        user.FindFirstValue(DisputesOfClaim) is { } buyer ? new BuyerId(buyer) : null;

    /// <summary>Whose conversions the calling key may post; null for a key that has a role.</summary>
    public static BuyerId? ConversionsOf(ClaimsPrincipal user) =>
        user.FindFirstValue(ConversionsOfClaim) is { } buyer ? new BuyerId(buyer) : null;

    /// <summary>To whose calls the calling key may append; null for a key that has a role.</summary>
    public static PublisherId? AppendsOf(ClaimsPrincipal user) =>
        user.FindFirstValue(AppendsOfClaim) is { } publisher ? new PublisherId(publisher) : null;

    /// <summary>A key with a scope has no role: every route that wants one refuses it.</summary>
    internal static Claim RightOf(ApiKey key) => key switch
    {
        { ConversionsOf: { } buyer } => new Claim(ConversionsOfClaim, buyer.Value),
        { DisputesOf: { } buyer } => new Claim(DisputesOfClaim, buyer.Value),
        { AppendsOf: { } publisher } => new Claim(AppendsOfClaim, publisher.Value),
        _ => new Claim(ClaimTypes.Role, key.Role.ToString()),
    };

    /// <summary>The route is for this role and those above it.</summary>
    public static TBuilder For<TBuilder>(this TBuilder route, Role role)
        where TBuilder : IEndpointConventionBuilder =>
        route.RequireAuthorization(Policy(role));

    /// <summary>Who is calling, as the audit keeps it.</summary>
    public static Author AuthorOf(HttpContext context) => new(
        $"key:{context.User.Identity?.Name}",
        context.Connection.RemoteIpAddress?.ToString() ?? Author.ThisMachine,
        RequestIds.Of(context));

    public static bool MayAsOperator(HttpContext context) =>
        !context.User.HasClaim(ClaimTypes.Role, nameof(Role.Viewer));

    /// <summary>The id of the key that is calling.</summary>
    public static string KeyOf(HttpContext context) =>
        context.User.FindFirstValue(ClaimTypes.NameIdentifier) ?? "";
}

/// <summary>Reads "Authorization: Bearer bl_live_…".</summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        var isSent = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase);
        if ((isSent ? header[Bearer.Length..].Trim() : KeyInAddress()) is not { } secret) return AuthenticateResult.NoResult();
        if (secret.Length > 200 || await keys.FindAsync(secret, Context.RequestAborted) is not { } key)
            return AuthenticateResult.Fail("The key is unknown, revoked or expired.");
        // An address ends up in logs: only a key that can do no more than this may stand in one.
        if (!isSent && key.ConversionsOf is null)
            return AuthenticateResult.Fail("A key with a role is sent in the Authorization header.");
        var identity = new ClaimsIdentity(
            [
                new Claim(ClaimTypes.Name, key.Name),
                new Claim(ClaimTypes.NameIdentifier, key.Id),
                Access.RightOf(key),
            ],
            Scheme.Name);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    /// <summary>Systems that can only call an address put their key into it, where conversions are posted.</summary>
    private string? KeyInAddress() =>
        Request.Path.StartsWithSegments(ConversionRoutes.Path) && Request.Query.TryGetValue("key", out var values)
            ? values[^1]
            : null;

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var sent = Request.Headers.Authorization.Count > 0;
        Response.Headers.WWWAuthenticate = "Bearer";
        return Problem.Answer(
            Context,
            StatusCodes.Status401Unauthorized,
            "unauthorized",
            sent ? "The key is unknown, revoked or expired." : "This needs a key.",
            "Send \"Authorization: Bearer bl_live_…\"; an admin makes keys at POST /v1/keys.").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problem.Answer(
        Context,
        StatusCodes.Status403Forbidden,
        "forbidden",
        "The key's role may not do this.",
        "Use a key of a higher role: viewer, operator, admin.").ExecuteAsync(Context);
}
