using Bidline.Accounts;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Recordings;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Privacy;

/// <summary>Takes the caller out of calls that are over; each call in one commit. Repeating it does no harm.</summary>
public sealed class CallEraser(Store store, RecordingShelf recordings)
{
    /// <summary>Calls that are over, of this caller, that still know it; the oldest first.</summary>
    internal async Task<IReadOnlyList<CallRow>> OfAsync(PhoneNumber caller, int most, CancellationToken cancel)
    {
        await using var db = store.Read();
        return await db.Set<CallRow>().Where(call => call.Caller == caller.E164 && call.SettledAt != null)
            .OrderBy(call => call.ReceivedAt).Take(most).ToListAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Deletes the sound of its recordings; how many that were.</summary>
    internal async Task<int> EraseSoundAsync(CallRow call, Author author, CancellationToken cancel)
    {
        var sounds = 0;
        foreach (var sound in await recordings.OfAsync(CallId.Parse(call.Id), cancel).ConfigureAwait(false))
            if (await recordings.DeleteAsync(sound, author).ConfigureAwait(false)) sounds++;
        return sounds;
    }

    /// <summary>What of the call was erased. Its recordings have a time of their own.</summary>
    internal async Task<ErasedCounts> EraseAsync(CallRow call, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<CallEventRow>().Where(row => row.CallId == call.Id).OrderBy(row => row.Seq)
            .ToListAsync(cancel).ConfigureAwait(false);
        var entries = rows.ConvertAll(CallLogStatements.Read);
        var caller = PhoneNumber.TryParse(call.Caller, out var number) ? number : default;
        var visitor = CallRedaction.VisitorOf(entries)?.ToString();
        var visits = visitor is null ? 0 : await db.Set<VisitRow>().CountAsync(row => row.Visitor == visitor, cancel)
            .ConfigureAwait(false);
        var told = await db.Set<OutboxRow>().CountAsync(row => row.CallId == call.Id && row.State != "waiting"
            && row.Body != "{}", cancel)
            .ConfigureAwait(false);
        var statements = Statements(call.Id, rows, entries, caller).ToList();
        if (visitor is not null) statements.Add(new Statement("DELETE FROM visits WHERE visitor = @p0", visitor));
        await store.Commits.CommitAsync(new CommitUnit(null, statements)).ConfigureAwait(false);
        return new ErasedCounts { Calls = 1, Visits = visits, Postbacks = told };
    }

    private static IEnumerable<Statement> Statements(
        string call, List<CallEventRow> rows, List<CallLogEntry> entries, PhoneNumber caller)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var body = CallRedaction.Body(entries[i].Event, caller);
            if (body != rows[i].Body)
                yield return new Statement("UPDATE call_events SET body = @p2 WHERE call_id = @p0 AND seq = @p1", call,
                    rows[i].Seq, body);
        }

        yield return new Statement("UPDATE calls SET caller = NULL, sip_call_id = 'erased' WHERE id = @p0", call);
        yield return new Statement("UPDATE call_sources SET device = NULL WHERE call_id = @p0", call);
        // What was delivered is with its receiver; what waits is still to be told.
        yield return new Statement("UPDATE outbox SET body = '{}' WHERE call_id = @p0 AND state <> 'waiting'", call);
    }
}
