using System.Security.Claims;
using Bidline.Accounts;
using Bidline.Server.Hosting;

namespace Bidline.Server.Console.Entrance;

/// <summary>Looks up whether whoever a cookie names may still be here.</summary>
internal sealed class SignedIn(Users users, ServeSettings settings)
{
    /// <summary>The visitor of a demo, who needs no password: on this machine only.</summary>
    public static User Visitor { get; } = new("demo", "visitor@localhost", "Demo visitor", Role.Admin, default, false, null);

    /// <summary>Null for nobody, somebody unknown and somebody disabled.</summary>
    public async Task<User?> FindAsync(ClaimsPrincipal? principal, CancellationToken cancel)
    {
        var id = principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        if (id is null) return null;
        if (id == Visitor.Id) return settings.DemoSignIn ? Visitor : null;
        return await users.FindAsync(id, cancel) is { Disabled: false } user ? user : null;
    }
}
