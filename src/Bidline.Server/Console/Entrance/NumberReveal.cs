using System.Security.Claims;
using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Server.Console.Call.Facts;

namespace Bidline.Server.Console.Entrance;

/// <summary>Shows a caller's number in full to whoever may see it, as the API does, and notes who looked at which.</summary>
internal sealed class NumberReveal(Audit audit)
{
    private const string Origin = "console";

    public static bool IsFor(ClaimsPrincipal user) =>
        user.IsInRole(nameof(Role.Operator)) || user.IsInRole(nameof(Role.Admin));

    /// <summary>The number is told when the note is durable, not before.</summary>
    public async Task<string> ShowAsync(ClaimsPrincipal user, CallId call, PhoneNumber number)
    {
        if (!IsFor(user)) throw new UnauthorizedAccessException("This role sees numbers masked.");
        var author = new Author($"user:{user.FindFirstValue(ClaimTypes.Email)}", Origin);
        await audit.NoteAsync(author, new AuditEntry("looked_at", $"call {call}", $"the number {number} in full"));
        return Numbers.InFull(number.E164);
    }
}
