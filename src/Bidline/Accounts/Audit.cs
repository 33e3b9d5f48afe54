using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Accounts;

/// <summary>One line of the audit.</summary>
/// <param name="Action">"added", "changed", "removed", "signed_in", …</param>
/// <param name="Subject">"campaign auto-fl", "key key_…", "user ann@example.com".</param>
/// <param name="Summary">Lines for people: what changed.</param>
/// <param name="Before">JSON; null where there was nothing. The same for after.</param>
public sealed record AuditEntry(
    string Action, string Subject, string Summary, string? Before = null, string? After = null);

/// <summary>A line of the audit as it was kept.</summary>
public sealed record AuditLine(string Id, DateTimeOffset At, Author Author, AuditEntry Entry);

/// <summary>Who did what, when and from where. Written in the same commit as the change itself.</summary>
public sealed class Audit(Store store, TimeProvider clock)
{
    private const string Insert =
        "INSERT INTO audit (id, at, actor, origin, request_id, action, subject, summary, before, after) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)";

    /// <summary>The statement that writes a line down; for the unit that makes the change.</summary>
    public Statement Line(Author author, AuditEntry entry) => new(
        Insert,
        $"aud_{Ids.New(clock):N}",
        UnixMicros.Of(clock.GetUtcNow()),
        author.Name,
        author.Origin,
        author.RequestId,
        entry.Action,
        entry.Subject,
        entry.Summary,
        entry.Before,
        entry.After);

    /// <summary>Writes down what changes nothing and is worth knowing all the same: that somebody looked.</summary>
    public Task NoteAsync(Author author, AuditEntry entry) =>
        store.Commits.CommitAsync(new CommitUnit(null, [Line(author, entry)]));

    /// <summary>Newest first.</summary>
    /// <param name="after">The last id of the page before; null for the first page.</param>
    /// <param name="subject">Only what was done to this; null for everything.</param>
    public async Task<IReadOnlyList<AuditLine>> ListAsync(
        int limit, string? after, string? subject, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<AuditRow>().AsNoTracking();
        if (subject is not null) rows = rows.Where(row => row.Subject == subject);
        if (after is not null) rows = rows.Where(row => string.Compare(row.Id, after) < 0);
        var page = await rows.OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancel);
        return Read(page);
    }

    internal static IReadOnlyList<AuditLine> Read(IEnumerable<AuditRow> rows) =>
    [
        .. rows.Select(row => new AuditLine(
            row.Id,
            UnixMicros.At(row.At),
            new Author(row.Actor, row.Origin, row.RequestId),
            new AuditEntry(row.Action, row.Subject, row.Summary, row.Before, row.After))),
    ];
}
