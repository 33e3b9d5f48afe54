using System.Security.Claims;
using Bidline.Primitives;
using Bidline.Server.Console.Entrance;
using Microsoft.Extensions.DependencyInjection;

namespace Bidline.Server.Portal;

/// <summary>
/// Who may open the portal: a publisher its own, and whoever has a role any, to see what a partner sees. A partner has no
/// role, so that every other page and every route refuses it.
/// </summary>
internal static class PortalAccess
{
    public const string Policy = "portal";

    public const string Path = "/portal";

    private const string PublisherClaim = "publisher";

    public static void Add(IServiceCollection services) => services.AddAuthorizationBuilder().AddPolicy(
        Policy,
        policy => policy.AddAuthenticationSchemes(ConsoleAccess.Scheme).RequireAuthenticatedUser()
            .RequireAssertion(it => IsStaff(it.User) || OwnOf(it.User) is not null));

    public static Claim ClaimOf(string publisher) => new(PublisherClaim, publisher);

    /// <summary>The publisher whose user this is; null for staff.</summary>
    public static PublisherId? OwnOf(ClaimsPrincipal user) =>
        user.FindFirstValue(PublisherClaim) is { } publisher ? new PublisherId(publisher) : null;

    public static bool IsStaff(ClaimsPrincipal user) => user.HasClaim(claim => claim.Type == ClaimTypes.Role);

    /// <summary>Whether this reader may see this publisher's portal.</summary>
    public static bool MaySee(ClaimsPrincipal user, PublisherId publisher) =>
        OwnOf(user) is { } own ? own == publisher : IsStaff(user);

    /// <summary>Keys are their publisher's, and of those who may change them.</summary>
    public static bool MaySeeKeys(ClaimsPrincipal user) => OwnOf(user) is not null || ConsoleAuthor.MayChange(user);
}
