using System.Security.Claims;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Postbacks.Trackers;
using Bidline.Server.Console.Entrance;

namespace Bidline.Server.Console.Books;

/// <summary>Sends notices once more and tests trackers for whoever may: operators and admins, as over the API.</summary>
internal sealed class DeliveryDesk(Outbox outbox, PostbackLog log, TrackerTrial trial, BookShelf shelf, Audit audit)
{
    public async Task ResendAsync(ClaimsPrincipal user, PostbackId id)
    {
        Require(user);
        await outbox.ResendAsync(id, audit.Line(
            ConsoleAuthor.Of(user), new AuditEntry("resent", $"notice {id}", "Sent once more.")));
    }

    /// <summary>All dead letters, the oldest first.</summary>
    /// <returns>How many are sent again now.</returns>
    public async Task<int> ResendDeadAsync(ClaimsPrincipal user)
    {
        Require(user);
        var dead = await log.EndedAsync(
            new PostbackQuery(null, null, "dead", null, null, Outbox.ResentMax), CancellationToken.None);
        if (dead.Count == 0) return 0;
        await outbox.ResendAsync(dead, audit.Line(
            ConsoleAuthor.Of(user), new AuditEntry("resent", "notices", $"{dead.Count} dead letters sent once more.")));
        return dead.Count;
    }

    public async Task<string> TestAsync(ClaimsPrincipal user, Publisher publisher)
    {
        Require(user);
        var report = await trial.RunAsync(
            publisher.Id, publisher.Tracker!, shelf.Current.Currency, CancellationToken.None);
        await audit.NoteAsync(
            ConsoleAuthor.Of(user), new AuditEntry("tested", $"publisher {publisher.Id}", $"Its tracker: {report.Answer.Told}"));
        return $"{report.Answer.Told} from {report.Shown}";
    }

    private static void Require(ClaimsPrincipal user)
    {
        if (!ConsoleAuthor.MayChange(user)) throw new UnauthorizedAccessException("This role only looks at deliveries.");
    }
}
