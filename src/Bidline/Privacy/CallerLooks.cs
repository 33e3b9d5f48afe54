using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Privacy;

/// <summary>Who saw a caller: numbers shown in full, recordings listened to. It stands in the audit, which is chained.</summary>
public sealed class CallerLooks(Store store, Audit audit)
{
    public const string LookedAt = "looked_at";

    private const int CallsMax = 200;
    private const int AttemptsMax = 5;

    private static readonly string[] Looking = [LookedAt, "listened", "removed", "erased"];

    /// <summary>The numbers of these calls are told in full: written down before they are.</summary>
    public Task NoteAsync(Author author, IReadOnlyCollection<(CallId Call, PhoneNumber Number)> shown) =>
        NoteOfAsync(author, shown.Select(it => ($"call {it.Call}", it.Number)).ToList());

    /// <summary>The same of anything else that has a number: "ping png_…".</summary>
    public Task NoteOfAsync(Author author, IReadOnlyCollection<(string Subject, PhoneNumber Number)> shown) =>
        shown.Count == 0
            ? Task.CompletedTask
            : store.Commits.CommitAsync(new CommitUnit(null,
                [.. shown.Select(it => audit.Line(
                    author, new AuditEntry(LookedAt, it.Subject, $"the number {it.Number} in full")))]));

    /// <summary>Of one call, newest first.</summary>
    public Task<IReadOnlyList<AuditLine>> OfAsync(CallId call, int limit, CancellationToken cancel) =>
        OfAsync([call.ToString()], limit, cancel);

    /// <summary>Of all calls of a number that still know it, newest first.</summary>
    public async Task<IReadOnlyList<AuditLine>> OfAsync(PhoneNumber caller, int limit, CancellationToken cancel)
    {
        await using var db = store.Read();
        var calls = await db.Set<CallRow>().Where(call => call.Caller == caller.E164)
            .OrderByDescending(call => call.ReceivedAt).Take(CallsMax).Select(call => call.Id).ToListAsync(cancel)
                .ConfigureAwait(false);
        return await OfAsync(calls, limit, cancel).ConfigureAwait(false);
    }

    /// <summary>Whoever saw anybody, newest first.</summary>
    public async Task<IReadOnlyList<AuditLine>> LatestAsync(string? after, int limit, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<AuditRow>().Where(row => row.Action == LookedAt || row.Action == "listened");
        if (after is not null) rows = rows.Where(row => string.Compare(row.Id, after) < 0);
        return Audit.Read(await rows.OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancel).ConfigureAwait(false));
    }

    // A recording's lines have the subject "recording" of its call.
    private async Task<IReadOnlyList<AuditLine>> OfAsync(IReadOnlyList<string> calls, int limit, CancellationToken cancel)
    {
        List<string> subjects = [];
        foreach (var call in calls)
        {
            subjects.Add($"call {call}");
            subjects.AddRange(Enumerable.Range(1, AttemptsMax).Select(attempt => $"recording {call}-{attempt}"));
        }

        await using var db = store.Read();
        var rows = await db.Set<AuditRow>().Where(row => subjects.Contains(row.Subject) && Looking.Contains(row.Action))
            .OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancel).ConfigureAwait(false);
        return Audit.Read(rows);
    }
}
