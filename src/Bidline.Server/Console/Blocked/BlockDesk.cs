using System.Security.Claims;
using Bidline.Primitives;
using Bidline.Screening;
using Bidline.Server.Console.Entrance;

namespace Bidline.Server.Console.Blocked;

/// <summary>Blocks and unblocks callers for whoever may: operators and admins, as over the API.</summary>
internal sealed class BlockDesk(BlockedCallers blocked, TimeProvider clock)
{
    /// <summary>How long a caller can be blocked from a form; the key is days, 0 is for ever.</summary>
    public static IReadOnlyList<(int Days, string Word)> Terms { get; } =
        [(0, "for ever"), (1, "for a day"), (7, "for a week"), (30, "for 30 days"), (90, "for 90 days")];

    public static bool IsFor(ClaimsPrincipal? user) =>
        user is not null && ConsoleAuthor.MayChange(user);

    /// <summary>Null when it was done; otherwise what is wrong.</summary>
    public async Task<string?> BlockAsync(ClaimsPrincipal user, string caller, string why, int days, CallId? call = null)
    {
        Require(user);
        string? complaint = null;
        var order = BlockForm.Read(
            caller, why, null, clock.GetUtcNow(),
            (_, _, detail, hint) => complaint ??= hint is null ? detail : $"{detail} To mend it, {hint}.");
        if (order is null) return complaint;
        DateTimeOffset? until = days > 0 ? clock.GetUtcNow().AddDays(days) : null;
        await blocked.BlockAsync(order with { Until = until, Call = call }, ConsoleAuthor.Of(user));
        return null;
    }

    public Task UnblockAsync(ClaimsPrincipal user, string id)
    {
        Require(user);
        return blocked.UnblockAsync(id, ConsoleAuthor.Of(user));
    }

    private static void Require(ClaimsPrincipal user)
    {
        if (!IsFor(user)) throw new UnauthorizedAccessException("This role only looks at the list.");
    }
}
