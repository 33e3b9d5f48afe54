using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Calls;

/// <summary>
/// One call's log, open for writing. Events are committed in the order in which they were written; a call never waits
/// for the disk unless it asks to. While the store is in trouble events are kept and written when it is well again.
/// Safe on any thread.
/// </summary>
public sealed class CallJournal
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CallLog _log;
    private readonly TimeProvider _clock;
    private readonly long _openedAt;
    private readonly TimeSpan _openedOffset;
    private readonly List<Pending> _pending = [];
    private List<CallLogEntry> _committed;

    // The call's row as _committed gives it; null until it is asked for. Only the pump's, like the writing itself.
    private object?[]? _row;
    private bool _pumping;

    internal CallJournal(CallLog log, CallId call, List<CallLogEntry> committed, TimeProvider clock)
    {
        Call = call;
        _log = log;
        _clock = clock;
        _committed = committed;
        _openedAt = clock.GetTimestamp();
        _openedOffset = committed.Count == 0 ? TimeSpan.Zero : OffsetNow(committed, clock);
    }

    public CallId Call { get; }

    /// <summary>Its place in <see cref="EndedJournals"/>, which alone uses it.</summary>
    internal int KeptAt { get; set; }

    /// <summary>Everything written so far, whether it is durable yet or not.</summary>
    public IReadOnlyList<CallLogEntry> Entries
    {
        get
        {
            lock (_gate) return [.. _committed, .. Numbered(_pending)];
        }
    }

    /// <summary>
    /// What is known to be durable. Another process may have written more since: then the next event of this journal
    /// finds its number taken, and comes after what was written there.
    /// </summary>
    internal IReadOnlyList<CallLogEntry> Durable
    {
        get
        {
            lock (_gate) return [.. _committed];
        }
    }

    /// <summary>Returns at once; the event is committed with the next group.</summary>
    public void Write(CallEvent happened) => Add(happened, null, null);

    /// <summary>
    /// Completes when the event, and all before it, are durable. Faults with <see cref="StoreException"/> when the
    /// store is in trouble; the event then stays in the journal and is written when the store is well again.
    /// </summary>
    public Task WriteDurablyAsync(CallEvent happened)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(happened, null, done);
        return done.Task;
    }

    /// <summary>
    /// Commits the event and the unit together or neither: for what changes money along with the call. False when the
    /// unit's guard changed no row; then the event did not happen. Faults with <see cref="StoreException"/> when the
    /// unit was refused or the store failed, and forgets the event: the caller may try again. A <see cref="CallEvent.Settled"/>
    /// that comes without a guard is guarded by the call's row: a call is settled once.
    /// </summary>
    public Task<bool> WriteTogetherAsync(CallEvent happened, CommitUnit unit)
    {
        var done = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Add(happened, unit, done);
        return done.Task;
    }

    private static TimeSpan OffsetNow(List<CallLogEntry> committed, TimeProvider clock)
    {
        var sinceReceived = clock.GetUtcNow() - committed[0].At;
        return sinceReceived > committed[^1].Offset ? sinceReceived : committed[^1].Offset;
    }

    private void Add(CallEvent happened, CommitUnit? with, TaskCompletionSource<bool>? done)
    {
        var offset = _openedOffset + _clock.GetElapsedTime(_openedAt);
        lock (_gate)
        {
            if (happened is not CallEvent.Received && _committed.Count + _pending.Count == 0)
                throw new InvalidOperationException("A call's first event is Received.");
            _pending.Add(new Pending(_clock.GetUtcNow(), offset, happened, with, done));
            if (_pumping) return;
            _pumping = true;
        }

        _ = PumpAsync();
    }

    private async Task PumpAsync()
    {
        while (NextGroup() is { Count: > 0 } group)
        {
            try
            {
                var (unit, row) = UnitOf(group);
                var written = await _log.Commits.CommitAsync(unit);
                if (written) _row = row;
                Finish(group, written);
            }
            catch (StoreException e) when (e.Trouble == StoreTrouble.UnitRefused)
            {
                if (!await CatchUpAsync()) Drop(group, e);
            }
            catch (StoreException e)
            {
                Fail(group, e);
                if (e.Trouble == StoreTrouble.Closed) return;
                await Task.Delay(RetryAfter, _clock);
            }
        }
    }

    /// <summary>
    /// What is committed next: everything up to the first event that goes together with a unit, or that one.
    /// </summary>
    private List<Pending> NextGroup()
    {
        lock (_gate)
        {
            var plain = _pending.TakeWhile(pending => pending.With is null).ToList();
            var group = plain.Count > 0 ? plain : _pending.Take(1).ToList();
            _pumping = group.Count > 0;
            return group;
        }
    }

    private (CommitUnit Unit, object?[] Row) UnitOf(List<Pending> group)
    {
        List<CallLogEntry> before, entries;
        lock (_gate) (before, entries) = (_committed, [.. Numbered(group)]);
        List<CallLogEntry> all = [.. before, .. entries];
        var row = CallRowStatements.Values(CallLogRow.Of(all));
        if (before.Count > 0) _row ??= CallRowStatements.Values(CallLogRow.Of(before));
        var with = group[0].With;
        var isOnce = with is { Guard: null } && entries[0].Event is CallEvent.Settled;
        var written = isOnce ? CallRowStatements.Settle(_row!, row) : CallRowStatements.Write(_row, row);
        var inserts = entries.Select(CallLogStatements.Insert);
        IEnumerable<Statement> statements =
            [.. with?.Statements ?? [], .. inserts, .. isOnce ? [] : (Statement[])[written]];
        return (
            new CommitUnit(isOnce ? written : with?.Guard, [.. statements, .. CallSourceStatements.Of(all, entries)]),
            row);
    }

    private IEnumerable<CallLogEntry> Numbered(List<Pending> pending) => pending.Select((item, i) =>
        new CallLogEntry(Call, _committed.Count + 1 + i, item.At, item.Offset, item.Event));

    private void Finish(List<Pending> group, bool written)
    {
        List<CallLogEntry> entries = [];
        lock (_gate)
        {
            if (written) entries = [.. Numbered(group)];
            _committed.AddRange(entries);
            _pending.RemoveRange(0, group.Count);
        }

        // Told first: whoever waited for the event finds that everybody knows of it.
        _log.Committed(this, entries);
        foreach (var pending in group) pending.Done?.TrySetResult(written);
    }

    /// <summary>
    /// Another process or journal wrote to this call: take its entries over, so that ours come after them.
    /// </summary>
    private async Task<bool> CatchUpAsync()
    {
        try
        {
            var found = await _log.ReadAsync(Call, CancellationToken.None);
            lock (_gate)
            {
                if (found.Count <= _committed.Count) return false;
                _committed = [.. found];
                _row = null;
                return true;
            }
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Drop(List<Pending> group, StoreException e)
    {
        lock (_gate) _pending.RemoveRange(0, group.Count);
        foreach (var pending in group) pending.Done?.TrySetException(e);
        _log.CountDropped(group.Count(pending => pending.With is null));
    }

    private void Fail(List<Pending> group, StoreException e)
    {
        lock (_gate) _pending.RemoveAll(pending => pending.With is not null && group.Contains(pending));
        foreach (var pending in group) pending.Done?.TrySetException(e);
    }

    private sealed record Pending(
        DateTimeOffset At, TimeSpan Offset, CallEvent Event, CommitUnit? With, TaskCompletionSource<bool>? Done);
}
