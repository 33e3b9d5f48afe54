using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Recordings;

/// <summary>
/// What is known of every recording, and their files' end. Each look at one, and each deletion by a person, is in the
/// audit. Safe on any thread.
/// </summary>
/// <param name="directory">Where the edge writes the files.</param>
public sealed class RecordingShelf(string directory, Store store, BookShelf books, Audit audit, TimeProvider clock)
{
    /// <summary>Of one round, so that deleting many never holds up the calls' own writes.</summary>
    public const int ExpiredAtOnce = 200;

    // The edge may tell the same one twice; what was known first stays.
    private const string Insert =
        "INSERT INTO recordings (call_id, attempt, file, bytes, length_ms, sha256, outline, cut, made_at, keep_until) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8, @p9) ON CONFLICT (call_id, attempt) DO NOTHING";

    private const string Deleted =
        "UPDATE recordings SET deleted_at = @p2 WHERE call_id = @p0 AND attempt = @p1 AND deleted_at IS NULL";

    public string Directory => directory;

    /// <summary>Keeps a recording as long as its call's campaign says now; durable when the task completes.</summary>
    public async Task KeepAsync(FinishedRecording finished)
    {
        var (name, now) = (finished.Name, clock.GetUtcNow());
        var days = await DaysOfAsync(name.Call).ConfigureAwait(false);
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            Insert, name.Call.ToString(), name.Attempt, name.Relative, finished.Bytes,
            (long)finished.Length.TotalMilliseconds, finished.Sha256, Convert.ToBase64String(finished.Outline),
            finished.Cut, UnixMicros.Of(now), UnixMicros.Of(now.AddDays(days)))])).ConfigureAwait(false);
    }

    /// <summary>In the order of the dials; none for a call that was not recorded.</summary>
    public async Task<IReadOnlyList<CallSound>> OfAsync(CallId call, CancellationToken cancel)
    {
        await using var db = store.Read();
        var id = call.ToString();
        var rows = await db.Set<RecordingRow>().AsNoTracking()
            .Where(row => row.CallId == id).OrderBy(row => row.Attempt).ToListAsync(cancel).ConfigureAwait(false);
        return [.. rows.Select(SoundOf).OfType<CallSound>()];
    }

    /// <summary>Null when there is no such recording.</summary>
    public async Task<CallSound?> FindAsync(CallId call, int attempt, CancellationToken cancel) =>
        (await OfAsync(call, cancel).ConfigureAwait(false)).FirstOrDefault(sound => sound.Recording.Name.Attempt == attempt);

    /// <summary>Where its sound is; null when it was deleted, or is not there.</summary>
    public string? FileOf(CallSound sound)
    {
        if (sound.DeletedAt is not null) return null;
        var path = Path.Combine(directory, sound.Recording.Name.Relative);
        return File.Exists(path) ? path : null;
    }

    /// <summary>Who listened to it, or deleted it; newest first.</summary>
    public Task<IReadOnlyList<AuditLine>> LooksAsync(CallSound sound, int limit, CancellationToken cancel) =>
        audit.ListAsync(limit, null, sound.Subject, cancel);

    /// <summary>Somebody is given it to listen to: written down before they can.</summary>
    public Task ListenedAsync(CallSound sound, Author author) =>
        audit.NoteAsync(author, new AuditEntry("listened", sound.Subject, "was given a link to listen to it"));

    /// <summary>Deletes its sound before its time.</summary>
    /// <returns>False when it was deleted already.</returns>
    /// <exception cref="IOException">The file cannot be removed; nothing has changed then.</exception>
    public async Task<bool> DeleteAsync(CallSound sound, Author author)
    {
        if (sound.DeletedAt is not null) return false;
        Remove(sound.Recording.Name.Relative);
        FailPoint.Pass("sound.removed");
        var line = audit.Line(author, new AuditEntry("removed", sound.Subject, $"deleted its sound, {sound.Recording.Sha256}"));
        return await store.Commits.CommitAsync(new CommitUnit(Delete(sound.Recording.Name), [line])).ConfigureAwait(false);
    }

    /// <summary>Deletes the sound of those whose time is over.</summary>
    /// <returns>How many; the round is to be repeated when they were <see cref="ExpiredAtOnce"/>.</returns>
    public async Task<int> ExpireAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var now = UnixMicros.Of(clock.GetUtcNow());
        var over = await db.Set<RecordingRow>().AsNoTracking()
            .Where(row => row.DeletedAt == null && row.KeepUntil <= now)
            .OrderBy(row => row.KeepUntil).Take(ExpiredAtOnce).ToListAsync(cancel).ConfigureAwait(false);
        foreach (var sound in over.Select(SoundOf).OfType<CallSound>())
        {
            Remove(sound.Recording.Name.Relative);
            await store.Commits.CommitAsync(new CommitUnit(null, [Delete(sound.Recording.Name)])).ConfigureAwait(false);
        }

        return over.Count;
    }

    private Statement Delete(RecordingName name) =>
        new(Deleted, name.Call.ToString(), name.Attempt, UnixMicros.Of(clock.GetUtcNow()));

    private void Remove(string relative)
    {
        var path = Path.Combine(directory, relative);
        if (File.Exists(path)) File.Delete(path);
    }

    private async Task<int> DaysOfAsync(CallId call)
    {
        await using var db = store.Read();
        var id = call.ToString();
        var campaign = await db.Set<CallRow>().AsNoTracking()
            .Where(row => row.Id == id).Select(row => row.Campaign).FirstOrDefaultAsync().ConfigureAwait(false);
        return campaign is not null && books.Current.Campaigns.TryGetValue(new CampaignId(campaign), out var found)
            ? found.Recording.KeepDays
            : RecordingTerms.KeepDaysUnlessGiven;
    }

    private static CallSound? SoundOf(RecordingRow row) => RecordingName.TryRead(row.File, out var name)
        ? new CallSound(
            new FinishedRecording(
                name, row.Bytes, TimeSpan.FromMilliseconds(row.LengthMs), row.Sha256, Convert.FromBase64String(row.Outline))
            {
                Cut = row.Cut,
            },
            UnixMicros.At(row.MadeAt), UnixMicros.At(row.KeepUntil),
            row.DeletedAt is { } at ? UnixMicros.At(at) : null)
        : null;
}
