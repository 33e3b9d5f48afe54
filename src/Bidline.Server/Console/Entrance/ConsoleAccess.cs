using System.Security.Claims;
using Bidline.Accounts;
using Bidline.Server.Hosting;
using Bidline.Server.Portal;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bidline.Server.Console.Entrance;

/// <summary>
/// Who may open the console: people with a signed cookie. The API knows nothing of it, and it nothing of API keys.
/// </summary>
internal static class ConsoleAccess
{
    public const string Scheme = "Console";

    /// <summary>Whoever has a role. A partner has none, so that every page but the portal's is closed to it.</summary>
    public const string Policy = "console";

    /// <summary>Where somebody who is not signed in is sent, and the name of the address to come back to.</summary>
    public const string SignInPath = "/sign-in";

    private static readonly TimeSpan SignedInFor = TimeSpan.FromHours(12);

    public static void Add(IServiceCollection services, ServeSettings settings)
    {
        services.AddDataProtection().SetApplicationName("bidline")
            .PersistKeysToFileSystem(OwnersAlone(Path.Combine(settings.DataDirectory, "console-keys")));
        var authentication = services.AddAuthentication(Scheme);
        if (settings.DemoSignIn) authentication.AddScheme<AuthenticationSchemeOptions, DemoEntrance>(Scheme, null);
        else authentication.AddCookie(Scheme, Configure);
        services.AddAuthorizationBuilder().AddPolicy(
            Policy,
            policy => policy.AddAuthenticationSchemes(Scheme).RequireAuthenticatedUser().RequireClaim(ClaimTypes.Role));
        PortalAccess.Add(services);
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "bidline.form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
    }

    public static Task SignInAsync(HttpContext context, User user) =>
        context.SignInAsync(Scheme, PrincipalOf(user), new AuthenticationProperties { IsPersistent = true });

    public static ClaimsPrincipal PrincipalOf(User user) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, user.Id),
            new Claim(ClaimTypes.Name, user.Name),
            new Claim(ClaimTypes.Email, user.Email),
            user.Publisher is { } publisher
                ? PortalAccess.ClaimOf(publisher)
                : new Claim(ClaimTypes.Role, user.Role.ToString()),
        ],
        Scheme));

    /// <summary>Whether this address is one of ours to go to after signing in: never another site's.</summary>
    public static bool IsOurs(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.StartsWith(SignInPath, StringComparison.Ordinal);

    /// <summary>Whoever reads the keys in it can make cookies.</summary>
    private static DirectoryInfo OwnersAlone(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "bidline";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Strict;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = SignedInFor;
        options.SlidingExpiration = true;
        options.LoginPath = SignInPath;
        options.ReturnUrlParameter = "to";
        options.Events.OnValidatePrincipal = CheckAsync;
        // Signed in, and not for this page: a partner's own are in its portal.
        options.Events.OnRedirectToAccessDenied = context =>
        {
            if (HttpMethods.IsGet(context.Request.Method)) context.Response.Redirect(PortalAccess.Path);
            else context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }

    /// <summary>Somebody who was disabled is out with the next request; a changed role holds from then on.</summary>
    private static async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        var standing = context.HttpContext.RequestServices.GetRequiredService<SignedIn>();
        if (await standing.FindAsync(context.Principal, context.HttpContext.RequestAborted) is not { } user)
        {
            context.RejectPrincipal();
            return;
        }

        context.ReplacePrincipal(PrincipalOf(user));
    }
}
