using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Reconciling;

/// <param name="Outcome">"matched", "differs", "unknown", "repeated" or "refused".</param>
public sealed record CarrierRowOutcome(int Line, string Outcome, string? Call, string? Detail);

/// <summary>A carrier's record that is not as our call, and that nobody has explained yet.</summary>
/// <param name="Call">Null where we have no such call; the same for <paramref name="OurSeconds"/>.</param>
public sealed record CarrierDifference(
    string Import, int Line, string Carrier, string Reference, int Seconds, string? Call, double? OurSeconds);

/// <summary>Takes a carrier's call records and finds the call of ours that each is of.</summary>
public sealed class CarrierImport(Store store, Audit audit, TimeProvider clock)
{
    private const string Insert =
        "INSERT INTO carrier_records (import, line, carrier, reference, number, at, seconds, call_id, our_micros, "
        + "outcome) VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9)";

    private const string NotYet = "UPDATE chain_heads SET number = number WHERE chain = 'audit' AND NOT EXISTS "
        + "(SELECT 1 FROM carrier_records WHERE carrier = @p0 AND reference = @p1)";

    /// <param name="carrier">The trunk that the calls came through: its calls without a record are then looked for too.</param>
    public async Task<IReadOnlyList<CarrierRowOutcome>> ImportAsync(
        string carrier, IReadOnlyList<CarrierRow> rows, Author author, CancellationToken cancel)
    {
        var import = $"cdr_{Ids.New(clock):N}";
        var outcomes = new List<CarrierRowOutcome>(rows.Count);
        await using var db = store.Read();
        foreach (var row in rows)
        {
            outcomes.Add(row.Record is { } record
                ? await TakeAsync(db, import, carrier, record, cancel)
                : new CarrierRowOutcome(row.Line, "refused", null, row.Problem!.Detail));
        }

        var summary = string.Join(", ", outcomes.GroupBy(row => row.Outcome).Select(group => $"{group.Count()} {group.Key}"));
        await audit.NoteAsync(author, new AuditEntry("imported", $"carrier {carrier}", summary));
        return outcomes;
    }

    /// <summary>What nobody has explained yet, newest first.</summary>
    public async Task<IReadOnlyList<CarrierDifference>> DifferencesAsync(int limit, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<CarrierRecordRow>().AsNoTracking()
            .Where(row => row.Outcome != "matched" && row.Explanation == null)
            .OrderByDescending(row => row.Import).ThenBy(row => row.Line).Take(limit).ToListAsync(cancel);
        return rows.ConvertAll(row => new CarrierDifference(
            row.Import, row.Line, row.Carrier, row.Reference, row.Seconds, row.CallId,
            row.OurMicros is { } ours ? ours / (double)UnixMicros.PerSecond : null));
    }

    /// <summary>Says why a record and our call differ: R5 then counts it as explained. False when there is none.</summary>
    public Task<bool> ExplainAsync(string import, int line, string text, Author author) =>
        store.Commits.CommitAsync(new CommitUnit(
            new Statement(
                "UPDATE carrier_records SET explanation = @p2 WHERE import = @p0 AND line = @p1", import, (long)line, text),
            [audit.Line(author, new AuditEntry("explained", $"carrier record {import}:{line}", text))]));

    private async Task<CarrierRowOutcome> TakeAsync(
        Db db, string import, string carrier, CarrierRecord record, CancellationToken cancel)
    {
        var verdict = CarrierMatch.Of(record, await CandidatesAsync(db, record, cancel));
        var insert = new Statement(
            Insert, import, (long)record.Line, carrier, record.Reference, record.Number?.E164, UnixMicros.Of(record.At),
            (long)record.Seconds, verdict.Call?.Id, verdict.Call?.TalkMicros, verdict.Outcome);
        var isNew = await store.Commits.CommitAsync(
            new CommitUnit(new Statement(NotYet, carrier, record.Reference), [insert]));
        return isNew
            ? new CarrierRowOutcome(record.Line, verdict.Outcome, verdict.Call?.Id, Detail(record, verdict))
            : new CarrierRowOutcome(record.Line, "repeated", null, null);
    }

    private static string? Detail(CarrierRecord record, CarrierVerdict verdict) => verdict.Outcome == "differs"
        ? string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{record.Seconds} s there, {(verdict.Call!.TalkMicros ?? 0) / 1e6:0.###} s here")
        : null;

    private static async Task<List<OurCall>> CandidatesAsync(Db db, CarrierRecord record, CancellationToken cancel)
    {
        var calls = db.Set<CallRow>().AsNoTracking();
        if (record.Call is { } id) calls = calls.Where(call => call.Id == id || call.SipCallId == id);
        else
        {
            var number = record.Number!.Value.E164;
            var (from, until) = (
                UnixMicros.Of(record.At!.Value - CarrierMatch.Apart), UnixMicros.Of(record.At.Value + CarrierMatch.Apart));
            calls = calls.Where(call => call.ReceivedAt >= from && call.ReceivedAt <= until
                && (call.Caller == number || call.Dialled == number));
        }

        var rows = await calls.Where(call => !db.Set<CarrierRecordRow>().Any(other => other.CallId == call.Id))
            .Take(20).Select(call => new { call.Id, call.ReceivedAt, call.TalkMicros }).ToListAsync(cancel);
        return rows.ConvertAll(row => new OurCall(row.Id, UnixMicros.At(row.ReceivedAt), row.TalkMicros));
    }
}
