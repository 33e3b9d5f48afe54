using System.Net;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Bidline.Server.Console.Entrance;

/// <summary>
/// Lets visitors of a demo in by itself. Only from this machine and under its own name, so that no web page that is
/// open in the same browser can come in by a name that points here.
/// </summary>
internal sealed class DemoEntrance(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(IsFromHere(Request)
        ? AuthenticateResult.Success(
            new AuthenticationTicket(ConsoleAccess.PrincipalOf(SignedIn.Visitor), ConsoleAccess.Scheme))
        : AuthenticateResult.NoResult());

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.StatusCode = StatusCodes.Status403Forbidden;
        await Response.WriteAsync("A demo opens on the machine that it runs on only, at http://127.0.0.1 or http://localhost.");
    }

    private static bool IsFromHere(HttpRequest request)
    {
        var host = request.Host.Host.Trim('[', ']');
        var isOurName = host == "localhost" || (IPAddress.TryParse(host, out var named) && IPAddress.IsLoopback(named));
        return isOurName && request.HttpContext.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);
    }
}
