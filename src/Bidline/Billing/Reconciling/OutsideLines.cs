using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Reconciling;

/// <summary>Where we are held against others: carriers (R5), partners (R6), payment providers (R8), recordings (R11).</summary>
internal static class OutsideLines
{
    private const int ShownMax = 200;
    private static readonly TimeSpan RecordingPatience = TimeSpan.FromMinutes(1);

    public static async Task<ReconciliationLine> CarriersAsync(Db db, CancellationToken cancel)
    {
        var records = db.Set<CarrierRecordRow>().AsNoTracking();
        var count = await records.CountAsync(cancel);
        var explained = await records.CountAsync(row => row.Outcome != "matched" && row.Explanation != null, cancel);
        var off = await records.Where(row => row.Outcome != "matched" && row.Explanation == null)
            .OrderBy(row => row.Import).ThenBy(row => row.Line).Take(ShownMax).ToListAsync(cancel);
        var missing = await MissingAsync(db, cancel);
        return ReconciliationLine.Of(
            "R5", "Our call records and the carriers'",
            [
                .. off.Select(row => row.Outcome == "differs"
                    ? $"{row.CallId}: {row.Seconds} s at {row.Carrier}, {(row.OurMicros ?? 0) / UnixMicros.PerSecond} s here"
                    : $"{row.Carrier} has {row.Reference}, and we have no such call"),
                .. missing,
            ],
            count == 0 ? "no carrier's records were imported" : $"{count} records", null, explained);
    }

    /// <summary>Connected calls of a carrier, within the time that its records cover, that it has no record of.</summary>
    private static async Task<List<string>> MissingAsync(Db db, CancellationToken cancel)
    {
        var covered = await db.Set<CarrierRecordRow>().Where(row => row.At != null).GroupBy(row => row.Carrier)
            .Select(group => new { group.Key, From = group.Min(row => row.At), Until = group.Max(row => row.At) })
            .ToListAsync(cancel);
        var missing = new List<string>();
        foreach (var carrier in covered)
        {
            var calls = await db.Set<CallRow>()
                .Where(call => call.Trunk == carrier.Key && call.ConnectedAt != null
                    && call.ReceivedAt >= carrier.From && call.ReceivedAt <= carrier.Until
                    && !db.Set<CarrierRecordRow>().Any(row => row.CallId == call.Id))
                .OrderBy(call => call.Id).Take(ShownMax).Select(call => call.Id).ToListAsync(cancel);
            missing.AddRange(calls.Select(id => $"{carrier.Key} has no record of {id}"));
        }

        return missing;
    }

    public static async Task<ReconciliationLine> PostbacksAsync(Db db, CancellationToken cancel)
    {
        var rows = db.Set<OutboxRow>().AsNoTracking();
        var attempts = db.Set<OutboxAttemptRow>();
        var unaccepted = await rows
            .Where(row => row.State == "delivered" && !attempts.Any(attempt =>
                attempt.PostbackId == row.Id && attempt.Status >= 200 && attempt.Status < 300))
            .Take(ShownMax).Select(row => row.Id).ToListAsync(cancel);
        var dead = await rows.CountAsync(row => row.State == "dead", cancel);
        var delivered = await rows.CountAsync(row => row.State == "delivered", cancel);
        var converted = await db.Set<ConversionRow>().CountAsync(row => row.State == "booked", cancel);
        return ReconciliationLine.Of(
            "R6", "What partners were told and accepted, and what they posted back",
            [
                .. unaccepted.Select(id => $"{id} counts as delivered, and nobody accepted it"),
                .. await ConversionsAsync(db, cancel),
            ],
            $"{delivered} delivered, {converted} converted", null, dead);
    }

    // Money comes first and the report's state a moment later: what was only taken is not a difference yet.
    private static async Task<IEnumerable<string>> ConversionsAsync(Db db, CancellationToken cancel)
    {
        var (reports, booked) = (db.Set<ConversionRow>().AsNoTracking(), db.Set<LedgerTransactionRow>().AsNoTracking());
        var unpaid = await reports
            .Where(row => row.State == "booked" && row.TransactionId != null
                && !booked.Any(other => other.Id == row.TransactionId))
            .Take(ShownMax).Select(row => row.Id).ToListAsync(cancel);
        var strangers = await booked
            .Where(row => row.Kind == "conversion" && !reports.Any(report => report.TransactionId == row.Id
                || (report.State == "taken" && report.CallId == row.CallId)))
            .Take(ShownMax).Select(row => row.Id).ToListAsync(cancel);
        return unpaid.Select(id => $"{id} was booked, and the ledger has nothing of it")
            .Concat(strangers.Select(id => $"{id} is of a conversion that nobody posted back"));
    }

    /// <summary>
    /// A payment or refund that could not be booked is explained once the memo of a transaction names it that no provider
    /// caused: somebody booked it by hand.
    /// </summary>
    public static async Task<ReconciliationLine> PaymentsAsync(Db db, CancellationToken cancel)
    {
        var (events, booked) = (db.Set<PaymentEventRow>().AsNoTracking(), db.Set<LedgerTransactionRow>());
        var refused = await events.Where(row => row.Outcome == "refused").ToListAsync(cancel);
        var open = new List<PaymentEventRow>();
        var byHand = booked.Where(row => !events.Any(told => told.TransactionId == row.Id));
        foreach (var row in refused)
            if (!await byHand.AnyAsync(other => other.Memo.Contains(row.Payment), cancel)) open.Add(row);
        var unbooked = await events
            .Where(row => row.Outcome == "booked" && !db.Set<LedgerEntryRow>().Any(entry =>
                entry.TransactionId == row.TransactionId && entry.Account == "bank_clearing" && entry.Amount == row.Amount))
            .Take(ShownMax).ToListAsync(cancel);
        var strangers = await booked
            .Where(row => row.Key.Contains(":stripe:")
                && !events.Any(told => told.TransactionId == row.Id && told.Outcome == "booked"))
            .Take(ShownMax).Select(row => row.Id).ToListAsync(cancel);
        var count = await events.CountAsync(row => row.Outcome == "booked", cancel);
        return ReconciliationLine.Of(
            "R8", "Top-ups and payment providers",
            [
                .. open.Select(row => $"{row.Payment} of {Shown(row)} was refused: {row.Reason}"),
                .. unbooked.Select(row => $"{row.Payment} of {Shown(row)} is not in the ledger"),
                .. strangers.Select(id => $"{id} is of a payment that no provider reported"),
            ],
            count == 0 ? "no provider has reported a payment" : $"{count} payments",
            null, refused.Count - open.Count);
    }

    /// <summary>
    /// Conversations whose log says that they were recorded, and the recordings that are known; their sound may have been
    /// deleted since. A call that has just ended may not have its own yet.
    /// </summary>
    public static async Task<ReconciliationLine> RecordingsAsync(Db db, DateTimeOffset now, CancellationToken cancel)
    {
        var (events, rows) = (db.Set<CallEventRow>().AsNoTracking(), db.Set<RecordingRow>().AsNoTracking());
        var started = events.Where(line => line.Kind == "recording_started");
        var settled = UnixMicros.Of(now - RecordingPatience);
        var missing = await db.Set<CallRow>().AsNoTracking()
            .Where(call => call.ConnectedAt != null && call.EndedAt != null && call.EndedAt <= settled
                && started.Count(line => line.CallId == call.Id) > rows.Count(row => row.CallId == call.Id))
            .OrderBy(call => call.Id).Take(ShownMax).Select(call => call.Id).ToListAsync(cancel);
        var strangers = await rows.Where(row => !started.Any(line => line.CallId == row.CallId))
            .OrderBy(row => row.CallId).Take(ShownMax).Select(row => row.CallId).ToListAsync(cancel);
        var (count, cut) = (await rows.CountAsync(cancel), await rows.CountAsync(row => row.Cut != null, cancel));
        return ReconciliationLine.Of(
            "R11", "Recordings expected and present",
            [
                .. missing.Select(id => $"{id} was recorded, and there is nothing of it"),
                .. strangers.Select(id => $"{id} has a recording that its log does not know"),
            ],
            count == 0 ? "no call was recorded" : $"{count} recordings, {cut} of them cut short");
    }

    private static string Shown(PaymentEventRow row) => new Money(row.Amount, Currency.Parse(row.Currency)).ToString();
}
