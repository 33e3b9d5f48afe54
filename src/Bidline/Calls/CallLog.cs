using System.Collections.Concurrent;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Screening;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Calls;

/// <summary>
/// The events of all calls: what the live half leaves to the settled half, and what the trace is made of.
/// Safe on any thread.
/// </summary>
/// <param name="callers">Learns from what is durable; null where nobody asks what callers did before.</param>
/// <param name="earlier">The same, of when they called.</param>
public sealed class CallLog(
    Store store, CallFeed feed, TimeProvider clock, CallerHistory? callers = null, EarlierCalls? earlier = null)
{
    private const int SweepAt = 1_024;

    // A call has one open journal in this process, so that its events have one order.
    private readonly ConcurrentDictionary<CallId, WeakReference<CallJournal>> _open = new();
    private readonly EndedJournals _ended = new();
    private int _sweepAt = SweepAt;
    private long _dropped;

    /// <summary>Events that the store refused for good: always a bug, and zero.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    internal CommitQueue Commits => store.Commits;

    /// <summary>Opens the journal of a call that has just reached us. Its offsets count from here.</summary>
    public CallJournal Start(CallId id)
    {
        Sweep();
        var journal = new CallJournal(this, id, [], clock);
        _open[id] = new WeakReference<CallJournal>(journal);
        return journal;
    }

    /// <summary>What is durable of a call, in order; empty when there is no such call.</summary>
    public async Task<IReadOnlyList<CallLogEntry>> ReadAsync(CallId id, CancellationToken cancel)
    {
        var text = id.ToString();
        await using var db = store.Read();
        var rows = await db.Set<CallEventRow>().Where(row => row.CallId == text).OrderBy(row => row.Seq)
            .ToListAsync(cancel);
        return rows.ConvertAll(CallLogStatements.Read);
    }

    /// <summary>
    /// Calls without an <see cref="CallEvent.Ended"/>, oldest first: live ones, and after a crash those to end.
    /// </summary>
    public Task<IReadOnlyList<CallId>> UnendedAsync(CancellationToken cancel) =>
        IdsAsync(calls => calls.Where(call => call.EndedAt == null), cancel);

    /// <summary>Calls that ended and were not settled, oldest first.</summary>
    public Task<IReadOnlyList<CallId>> UnsettledAsync(CancellationToken cancel) =>
        IdsAsync(calls => calls.Where(call => call.EndedAt != null && call.SettledAt == null), cancel);

    /// <summary>
    /// The journal of a call, to write on: the open one, or one read from the store. Null for no such call.
    /// </summary>
    public async Task<CallJournal?> ReopenAsync(CallId id, CancellationToken cancel)
    {
        if (Find(id) is { } open) return open;
        var entries = await ReadAsync(id, cancel);
        if (entries.Count == 0) return null;
        var journal = new CallJournal(this, id, [.. entries], clock);
        var kept = _open.AddOrUpdate(
            id,
            _ => new WeakReference<CallJournal>(journal),
            (_, other) => other.TryGetTarget(out CallJournal? _) ? other : new WeakReference<CallJournal>(journal));
        return kept.TryGetTarget(out var winner) ? winner : journal;
    }

    /// <summary>
    /// The last moment at which a run of a server is known to have been alive; null for an unknown run.
    /// </summary>
    /// <param name="node">As in <see cref="CallEvent.Received"/>.</param>
    public async Task<DateTimeOffset?> LastSignOfLifeAsync(string node, CancellationToken cancel)
    {
        await using var db = store.Read();
        var at = await db.Set<HeartbeatRow>().Where(row => row.Node == node).Select(row => (long?)row.At)
            .SingleOrDefaultAsync(cancel);
        return UnixMicros.At(at);
    }

    internal void Committed(CallJournal journal, List<CallLogEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Event is CallEvent.Ended) _ended.Keep(journal);
            if (entry.Event is CallEvent.Settled) Forget(journal);
            callers?.Learn(entry);
            earlier?.Learn(entry);
            feed.Publish(entry);
        }
    }

    internal void CountDropped(int events) => Interlocked.Add(ref _dropped, events);

    private void Forget(CallJournal settled)
    {
        _open.TryRemove(settled.Call, out _);
        _ended.Forget(settled);
    }

    private CallJournal? Find(CallId id) =>
        _open.TryGetValue(id, out var known) && known.TryGetTarget(out var journal) ? journal : null;

    private async Task<IReadOnlyList<CallId>> IdsAsync(
        Func<IQueryable<CallRow>, IQueryable<CallRow>> which, CancellationToken cancel)
    {
        await using var db = store.Read();
        var ids = await which(db.Set<CallRow>()).OrderBy(call => call.Id).Select(call => call.Id).ToListAsync(cancel);
        return ids.ConvertAll(CallId.Parse);
    }

    // Journals of calls that are over and forgotten leave an empty entry each.
    private void Sweep()
    {
        if (_open.Count < _sweepAt) return;
        foreach (var (id, known) in _open)
            if (!known.TryGetTarget(out _)) _open.TryRemove(id, out _);
        _sweepAt = Math.Max(SweepAt, 2 * _open.Count);
    }
}
