using System.Security.Claims;
using Bidline.Accounts;

namespace Bidline.Server.Console.Entrance;

/// <summary>Who does something in the console, for the audit, and whether their role lets them.</summary>
internal static class ConsoleAuthor
{
    private const string Origin = "console";

    public static Author Of(ClaimsPrincipal user) => new($"user:{user.FindFirstValue(ClaimTypes.Email)}", Origin);

    /// <summary>Admins pay and bear debts.</summary>
    public static bool MayPay(ClaimsPrincipal user) => user.IsInRole(nameof(Role.Admin));

    /// <summary>Operators and admins change the market and have others asked.</summary>
    public static bool MayChange(ClaimsPrincipal user) =>
        user.IsInRole(nameof(Role.Operator)) || user.IsInRole(nameof(Role.Admin));
}
