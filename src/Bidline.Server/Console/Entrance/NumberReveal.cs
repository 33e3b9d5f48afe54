using System.Security.Claims;
using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Server.Console.Call.Facts;

namespace Bidline.Server.Console.Entrance;

/// <summary>Shows a caller's number in full to whoever may see it, as the API does, and notes who looked at which.</summary>
internal sealed class NumberReveal(Audit audit)
{
    public static bool IsFor(ClaimsPrincipal user) => ConsoleAuthor.MayChange(user);

    /// <summary>The number is told when the note is durable, not before.</summary>
    public async Task<string> ShowAsync(ClaimsPrincipal user, CallId call, PhoneNumber number)
    {
        if (!IsFor(user)) throw new UnauthorizedAccessException("This role sees numbers masked.");
        var entry = new AuditEntry("looked_at", $"call {call}", $"the number {number} in full");
        await audit.NoteAsync(ConsoleAuthor.Of(user), entry);
        return Numbers.InFull(number.E164);
    }
}
