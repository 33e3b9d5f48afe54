using System.Globalization;
using System.Text.Json;
using Bidline.Accounts;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Campaigns;

/// <summary>
/// Changes of the market that wait for their moment. A change is checked when it is scheduled and again when it is due;
/// one that is due while the server is down is made at the next start. Each is made once: applying the same entries
/// twice changes nothing the second time, so a crash between the change and its mark is harmless.
/// </summary>
public sealed class MarketSchedule(Store store, MarketKeeper keeper, TimeProvider clock)
{
    /// <summary>A change further away than this is a slip of the pen.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromDays(366);

    private const string Insert =
        "INSERT INTO scheduled_changes (id, due_at, made_at, author, origin, summary, document, state) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, 'waiting')";

    private const string End =
        "UPDATE scheduled_changes SET state = @p0, ended_at = @p1, version = @p2, outcome = @p3 "
        + "WHERE id = @p4 AND state = 'waiting'";

    /// <summary>Checks the file against the market in force, and writes it down for later.</summary>
    /// <param name="dueAt">Must lie ahead, by at most <see cref="AheadMax"/>.</param>
    public async Task<ScheduleResult> ScheduleAsync(
        MarketReading reading, DateTimeOffset dueAt, Author author, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (Misplaced(dueAt, now) is { } mistake) return new ScheduleResult.Refused([mistake]);
        var preview = await keeper.ApplyAsync(reading, new ApplyOptions(author, DryRun: true), cancel);
        if (preview is ApplyResult.Refused refused) return new ScheduleResult.Refused(refused.Mistakes);
        var applied = (ApplyResult.Applied)preview;
        var summary = string.Join('\n', applied.Changes.Select(change => change.Line));
        var change = new ScheduledChange(
            ScheduledChange.NewId(clock), dueAt, now, author, summary, ScheduledState.Waiting, null, null, null);
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            Insert, change.Id, UnixMicros.Of(dueAt), UnixMicros.Of(now), author.Name, author.Origin, summary,
            JsonSerializer.Serialize(reading.Document, MarketJson.Compact))]));
        return new ScheduleResult.Scheduled(change, applied);
    }

    /// <summary>Those that wait, soonest first, then the ended ones, newest first.</summary>
    public async Task<IReadOnlyList<ScheduledChange>> ListAsync(int limit, CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<ScheduledChangeRow>().AsNoTracking()
            .OrderBy(row => row.State == "waiting" ? 0 : 1)
            .ThenBy(row => row.State == "waiting" ? row.DueAt : -row.DueAt)
            .Take(limit).ToListAsync(cancel);
        return [.. rows.Select(Read)];
    }

    /// <summary>False when there is no such change, or it no longer waits.</summary>
    public async Task<bool> CancelAsync(string id, Author author) => await store.Commits.CommitAsync(new CommitUnit(
        new Statement(End, "cancelled", UnixMicros.Of(clock.GetUtcNow()), null, $"cancelled by {author.Name}", id), []));

    /// <summary>Makes every change whose moment has come, in the order of their moments.</summary>
    /// <returns>Those that were dealt with now.</returns>
    public async Task<IReadOnlyList<ScheduledChange>> RunDueAsync(CancellationToken cancel)
    {
        var done = new List<ScheduledChange>();
        foreach (var row in await DueAsync(cancel))
        {
            var document = JsonSerializer.Deserialize<MarketDocument>(row.Document, MarketJson.Compact)!;
            var result = await keeper.ApplyAsync(document, new ApplyOptions(Read(row).Author), cancel);
            // Somebody else's change came in between: this one is tried again with the next look.
            if (result is ApplyResult.Outdated) continue;
            done.Add(await EndAsync(row, result));
        }

        return done;
    }

    private async Task<List<ScheduledChangeRow>> DueAsync(CancellationToken cancel)
    {
        var now = UnixMicros.Of(clock.GetUtcNow());
        await using var db = store.Read();
        return await db.Set<ScheduledChangeRow>().AsNoTracking()
            .Where(row => row.State == "waiting" && row.DueAt <= now)
            .OrderBy(row => row.DueAt).ThenBy(row => row.Id).ToListAsync(cancel);
    }

    private async Task<ScheduledChange> EndAsync(ScheduledChangeRow row, ApplyResult result)
    {
        row.EndedAt = UnixMicros.Of(clock.GetUtcNow());
        switch (result)
        {
            case ApplyResult.Applied applied:
                row.State = "applied";
                if (applied.Changes.Count == 0) row.Outcome = "the market was so already";
                else row.Version = applied.Version;
                break;
            case ApplyResult.Refused refused:
                row.State = "refused";
                row.Outcome = string.Join('\n', refused.Mistakes.Select(mistake => mistake.Describe("then")));
                break;
        }

        await store.Commits.CommitAsync(new CommitUnit(
            new Statement(End, row.State, row.EndedAt, row.Version, row.Outcome, row.Id), []));
        return Read(row);
    }

    private static Mistake? Misplaced(DateTimeOffset dueAt, DateTimeOffset now)
    {
        if (dueAt > now && dueAt <= now + AheadMax) return null;
        var said = dueAt.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return dueAt <= now
            ? new Mistake("/at", "in_the_past", $"{said} is over.", "give a moment ahead, or apply it now without one")
            : new Mistake("/at", "too_far", $"{said} is more than {AheadMax.TotalDays:0} days ahead.", "give a nearer moment");
    }

    private static ScheduledChange Read(ScheduledChangeRow row) => new(
        row.Id,
        UnixMicros.At(row.DueAt),
        UnixMicros.At(row.MadeAt),
        new Author(row.Author, row.Origin),
        row.Summary,
        Enum.Parse<ScheduledState>(row.State, ignoreCase: true),
        UnixMicros.At(row.EndedAt),
        row.Version,
        row.Outcome);
}
