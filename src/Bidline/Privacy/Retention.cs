using System.Collections.Concurrent;
using System.Globalization;
using Bidline.Accounts;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Privacy;

/// <param name="Days">Null is for ever.</param>
/// <param name="SetBy">Null where it is as it comes.</param>
public sealed record RetentionTerm(RetentionKind Kind, int? Days, string? SetBy, DateTimeOffset? SetAt)
{
    public TimeSpan? Span => Days is { } days ? TimeSpan.FromDays(days) : null;
}

/// <summary>How long each kind of data is kept, and the end of callers' data. Safe on any thread.</summary>
public sealed class Retention(Store store, CallEraser calls, Audit audit, TimeProvider clock)
{
    /// <summary>Calls of one round, so that calls' own writes never wait for long.</summary>
    public const int CallsAtOnce = 50;

    private const string Set =
        "INSERT INTO retention (kind, days, set_at, set_by, done_until) VALUES (@p0, @p1, @p2, @p3, 0) "
        + "ON CONFLICT (kind) DO UPDATE SET days = excluded.days, set_at = excluded.set_at, set_by = excluded.set_by";

    private readonly ConcurrentDictionary<string, RetentionTerm> _known = new();
    private long _erased;

    /// <summary>Calls whose caller's time was over, since the start.</summary>
    public long Erased => Interlocked.Read(ref _erased);

    public async Task<IReadOnlyList<RetentionTerm>> ReadAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<RetentionRow>().ToDictionaryAsync(row => row.Kind, cancel).ConfigureAwait(false);
        return
        [
            .. RetentionKind.All.Select(kind => _known[kind.Id] = rows.TryGetValue(kind.Id, out var row)
                ? new RetentionTerm(kind, row.Days, row.SetBy, UnixMicros.At(row.SetAt))
                : new RetentionTerm(kind, kind.DaysUnlessSet, null, null)),
        ];
    }

    /// <summary>Null is for ever.</summary>
    public async Task<TimeSpan?> SpanOfAsync(RetentionKind kind, CancellationToken cancel)
    {
        if (!_known.ContainsKey(kind.Id)) await ReadAsync(cancel).ConfigureAwait(false);
        return _known[kind.Id].Span;
    }

    /// <param name="days">Within what its kind allows; null for ever.</param>
    public async Task SetAsync(RetentionKind kind, int? days, Author author)
    {
        if (days < kind.DaysMin || days > RetentionKind.DaysMax) throw new ArgumentOutOfRangeException(nameof(days));
        var said = days is { } count ? count.ToString(CultureInfo.InvariantCulture) + " days" : "for ever";
        await store.Commits.CommitAsync(new CommitUnit(null,
        [
            new Statement(Set, kind.Id, days, UnixMicros.Of(clock.GetUtcNow()), author.Name),
            audit.Line(author, new AuditEntry("changed", $"retention {kind.Id}", $"{kind.Label} are kept {said}")),
        ])).ConfigureAwait(false);
        await ReadAsync(CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Takes the callers out of calls that are old enough, the oldest first; how many calls were looked at.</summary>
    public async Task<int> EraseCallersAsync(CancellationToken cancel)
    {
        if (await SpanOfAsync(RetentionKind.Callers, cancel).ConfigureAwait(false) is not { } span) return 0;
        var before = UnixMicros.Of(clock.GetUtcNow() - span);
        await using var db = store.Read();
        var from = await db.Set<RetentionRow>().Where(row => row.Kind == RetentionKind.Callers.Id)
            .Select(row => row.DoneUntil).SingleOrDefaultAsync(cancel).ConfigureAwait(false);
        var old = await db.Set<CallRow>()
            .Where(call => call.ReceivedAt >= from && call.ReceivedAt < before && call.Caller != null && call.SettledAt != null)
            .OrderBy(call => call.ReceivedAt).Take(CallsAtOnce).ToListAsync(cancel).ConfigureAwait(false);
        foreach (var call in old)
        {
            await calls.EraseAsync(call, cancel).ConfigureAwait(false);
            Interlocked.Increment(ref _erased);
        }

        await DoneAsync(db, old.Count < CallsAtOnce ? before : old[^1].ReceivedAt, cancel).ConfigureAwait(false);
        return old.Count;
    }

    // What waits to be settled is looked at again.
    private async Task DoneAsync(Db db, long until, CancellationToken cancel)
    {
        var waiting = await db.Set<CallRow>().Where(call => call.SettledAt == null && call.ReceivedAt < until)
            .OrderBy(call => call.ReceivedAt).Select(call => (long?)call.ReceivedAt).FirstOrDefaultAsync(cancel)
                .ConfigureAwait(false);
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "UPDATE retention SET done_until = @p1 WHERE kind = @p0", RetentionKind.Callers.Id, waiting ?? until)]))
                .ConfigureAwait(false);
    }
}
