using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Console.Entrance;

/// <summary>Asks again, while a page stays open, whether its reader may still be here.</summary>
internal sealed class StillSignedIn(SignedIn standing, ILoggerFactory logs) : RevalidatingServerAuthenticationStateProvider(logs)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(
        AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        await standing.FindAsync(authenticationState.User, cancellationToken) is not null;
}
