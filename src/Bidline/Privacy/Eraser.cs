using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Auctions;
using Bidline.Enrichment;
using Bidline.Enrichment.Appends;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Screening;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Privacy;

/// <summary>
/// Erases a person by number. What was begun is written down first and its certificate last, with a line of the audit in the
/// same commit, which is chained: what was cut short is seen, and asked for again does the rest.
/// </summary>
public sealed class Eraser(
    Store store, CallEraser calls, EarlierCalls earlier, CallerHistory history, AppendShelf appends, Audit audit,
    AuctionSettings settings, TimeProvider clock)
{
    /// <summary>Calls of one erasure; more are left and said.</summary>
    public const int CallsMax = 10_000;

    public const int WhyMax = 200;

    private const string Begin = "INSERT INTO erasures (id, caller_hash, masked, why, begun_at, begun_by) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5)";

    private const string End = "UPDATE erasures SET ended_at = @p1, counts = @p2 WHERE id = @p0";

    private const string ErasePings =
        "UPDATE pings SET caller = NULL, source_ref = NULL, reason_values = NULL, making = NULL, tags = '{}' WHERE caller = @p0";

    public async Task<Erasure> EraseAsync(PhoneNumber caller, string why, Author author, CancellationToken cancel)
    {
        var erasure = new Erasure(
            $"ers_{Ids.New(clock):N}", HashOf(caller), caller.ToString(), why, clock.GetUtcNow(), author.Name, null,
                new ErasedCounts());
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            Begin, erasure.Id, erasure.CallerHash, erasure.Masked, why, UnixMicros.Of(erasure.BegunAt),
                author.Name)])).ConfigureAwait(false);
        FailPoint.Pass("erasure.begun");
        var counts = await CallsAsync(caller, author, cancel).ConfigureAwait(false);
        counts += await OffersAsync(caller, cancel).ConfigureAwait(false);
        counts += await RowsAsync(caller, cancel).ConfigureAwait(false);
        counts += new ErasedCounts { Appends = await appends.EraseAsync(caller.E164).ConfigureAwait(false) };
        FailPoint.Pass("erasure.rows");
        earlier.Erase(caller);
        history.Erase(caller);
        var done = erasure with { EndedAt = clock.GetUtcNow(), Counts = counts };
        await store.Commits.CommitAsync(new CommitUnit(null,
        [
            new Statement(End, done.Id, UnixMicros.Of(done.EndedAt.Value), JsonSerializer.Serialize(counts, StoredJson.Options)),
            audit.Line(author, new AuditEntry(
                "erased", $"erasure {done.Id}", $"{done.Masked}: {counts.Calls} calls, {counts.Recordings} recordings, "
                    + $"{counts.Pings} pings; {counts.Left} left. {why}", null, JsonSerializer.Serialize(done,
                        StoredJson.Options))),
        ])).ConfigureAwait(false);
        return done;
    }

    /// <summary>Newest first.</summary>
    /// <param name="caller">Only of this number; null for all.</param>
    public async Task<IReadOnlyList<Erasure>> ListAsync(PhoneNumber? caller, string? after, int limit, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = db.Set<ErasureRow>().AsQueryable();
        if (caller is { } number)
        {
            var hash = HashOf(number);
            rows = rows.Where(row => row.CallerHash == hash);
        }

        if (after is not null) rows = rows.Where(row => string.Compare(row.Id, after) < 0);
        var found = await rows.OrderByDescending(row => row.Id).Take(limit).ToListAsync(cancel).ConfigureAwait(false);
        return found.ConvertAll(Read);
    }

    public async Task<Erasure?> FindAsync(string id, CancellationToken cancel)
    {
        await using var db = store.Read();
        var row = await db.Set<ErasureRow>().SingleOrDefaultAsync(row => row.Id == id, cancel).ConfigureAwait(false);
        return row is null ? null : Read(row);
    }

    private static Erasure Read(ErasureRow row) => new(
        row.Id, row.CallerHash, row.Masked, row.Why, UnixMicros.At(row.BegunAt), row.BegunBy, UnixMicros.At(row.EndedAt),
        row.Counts is null
            ? new ErasedCounts()
            : JsonSerializer.Deserialize<ErasedCounts>(row.Counts, StoredJson.Options) ?? new ErasedCounts());

    private string HashOf(PhoneNumber caller) => "hmac-sha256:" + Convert.ToHexStringLower(HMACSHA256.HashData(
        settings.CallerHashKey.Span, Encoding.ASCII.GetBytes("erasure:" + caller.E164)));

    private async Task<ErasedCounts> CallsAsync(PhoneNumber caller, Author author, CancellationToken cancel)
    {
        var counts = new ErasedCounts();
        foreach (var call in await calls.OfAsync(caller, CallsMax, cancel).ConfigureAwait(false))
        {
            // The call itself last: it is found by its caller, and so is what an erasure that was cut short left of it.
            counts += new ErasedCounts { Recordings = await calls.EraseSoundAsync(call, author, cancel).ConfigureAwait(false) };
            FailPoint.Pass("erasure.silent");
            counts += new ErasedCounts { Appends = await appends.EraseAsync(call.Id).ConfigureAwait(false) };
            FailPoint.Pass("erasure.appended");
            counts += await calls.EraseAsync(call, cancel).ConfigureAwait(false);
            FailPoint.Pass("erasure.call");
        }

        await using var db = store.Read();
        var left = await db.Set<CallRow>().CountAsync(call => call.Caller == caller.E164, cancel).ConfigureAwait(false);
        return counts + new ErasedCounts { Left = left };
    }

    /// <summary>What was promised for the caller and is over; an open promise is still to be kept.</summary>
    private async Task<ErasedCounts> OffersAsync(PhoneNumber caller, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<ReservationRow>().Where(row =>
            row.Caller == caller.E164).Take(CallsMax).ToListAsync(cancel).ConfigureAwait(false);
        var (over, open) = (rows.Where(row => row.State != "open").ToList(), rows.Count(row => row.State == "open"));
        foreach (var row in over)
        {
            var kept = PackedJson.Read<Reservation>(row.Body)! with
            {
                Caller = default, Tags = new Dictionary<string, string>(), SourceRef = null, Making = null,
            };
            await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
                "UPDATE reservations SET caller = NULL, same_key = id, request_hash = NULL, body = @p1 WHERE id = @p0",
                row.Id, PackedJson.Write(kept))])).ConfigureAwait(false);
        }

        return new ErasedCounts { Offers = over.Count, Left = open };
    }

    private async Task<ErasedCounts> RowsAsync(PhoneNumber caller, CancellationToken cancel)
    {
        await using var db = store.Read();
        var pings = await db.Set<PingRow>().CountAsync(row => row.Caller == caller.E164, cancel).ConfigureAwait(false);
        var records = await db.Set<CarrierRecordRow>().CountAsync(row => row.Number == caller.E164, cancel).ConfigureAwait(false);
        await store.Commits.CommitAsync(new CommitUnit(null,
        [
            new Statement(ErasePings, caller.E164),
            new Statement("UPDATE carrier_records SET number = NULL WHERE number = @p0", caller.E164),
        ])).ConfigureAwait(false);
        return new ErasedCounts { Pings = pings, CarrierRecords = records };
    }
}
