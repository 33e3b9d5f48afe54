using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Postbacks;

/// <summary>A claimed postback: ours to send until its claim ends.</summary>
public sealed record ClaimedPostback(PostbackId Id, string Kind, string Body, int Attempts);

/// <summary>One request that was made.</summary>
public sealed record MadeAttempt(ClaimedPostback Postback, PostbackAnswer Answer, DateTimeOffset At, TimeSpan Took);

/// <summary>What waits for one destination.</summary>
public sealed record WaitingFor(string Destination, int Count, DateTimeOffset DueAt);

/// <summary>
/// Postbacks that wait to be sent, in the store: queued in the same commit as what caused them, so that neither is
/// without the other. Claimed for a while by whoever sends, so that several servers share the work and a killed one
/// leaves nothing behind but a delay. Safe on any thread.
/// </summary>
public sealed class Outbox(Store store, TimeProvider clock)
{
    /// <summary>How long a claim stands: longer than a batch takes with every request at its time limit.</summary>
    public static readonly TimeSpan ClaimedFor = TimeSpan.FromMinutes(2);

    /// <summary>Delivered ones are kept so long, for whoever asks what was sent.</summary>
    public static readonly TimeSpan DeliveredKeptFor = TimeSpan.FromDays(7);

    /// <summary>Dead letters are kept so long, and can be sent again as long.</summary>
    public static readonly TimeSpan DeadKeptFor = TimeSpan.FromDays(30);

    /// <summary>So many of a range are sent again at once.</summary>
    public const int ResentMax = 10_000;

    private const int ForgottenAtOnce = 500;

    private const string InsertNew =
        "INSERT INTO outbox (id, key, destination, kind, call_id, body, created_at, state, attempts, due_at, "
        + "claimed_until) SELECT @p0, @p1, @p2, @p3, @p4, @p5, @p6, 'waiting', 0, @p6, 0 "
        + "WHERE NOT EXISTS (SELECT 1 FROM outbox_stops WHERE destination = @p2 AND url = @p7) "
        + "ON CONFLICT (key) DO NOTHING";

    private const string Free = "claimed_by = NULL, claimed_until = 0";

    private readonly string _claim =
        "UPDATE outbox SET claimed_by = @p0, claimed_until = @p1 WHERE id IN (SELECT id FROM outbox "
        + "WHERE destination = @p2 AND state = 'waiting' AND due_at <= @p3 AND claimed_until <= @p3 "
        + "ORDER BY due_at, id LIMIT @p4"
        + (store.Settings.Kind == StoreKind.Postgres ? " FOR UPDATE SKIP LOCKED)" : ")");

    private int _claims;

    /// <summary>Puts it in the queue: for the unit that changes what it tells of.</summary>
    public Statement Insert(Postback postback) => new(
        InsertNew, PostbackId.New(clock).ToString(), postback.Key, postback.Destination, postback.Kind,
        postback.Call?.ToString(), postback.Body, Now, postback.Url.AbsoluteUri);

    /// <summary>Queues what happened before: nothing else changes with it.</summary>
    public Task QueueAsync(IReadOnlyList<Statement> inserts) => CommitAsync([.. inserts]);

    public async Task<IReadOnlyList<WaitingFor>> WaitingAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var groups = await db.Set<OutboxRow>().Where(row => row.State == "waiting").GroupBy(row => row.Destination)
            .Select(group => new { group.Key, Count = group.Count(), DueAt = group.Min(row => row.DueAt) })
            .ToListAsync(cancel);
        return groups.ConvertAll(group => new WaitingFor(group.Key, group.Count, UnixMicros.At(group.DueAt)));
    }

    /// <summary>How many were given up.</summary>
    public async Task<long> DeadAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        return await db.Set<OutboxRow>().LongCountAsync(row => row.State == "dead", cancel);
    }

    /// <summary>
    /// Takes what is due for a destination, oldest first. Give back what is not sent with <see cref="ReleaseAsync"/>.
    /// </summary>
    public async Task<(string Claim, IReadOnlyList<ClaimedPostback> Postbacks)> ClaimAsync(
        string destination, int max, CancellationToken cancel)
    {
        var claim = $"{store.Node}#{Interlocked.Increment(ref _claims)}";
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            _claim, claim, Now + (ClaimedFor.Ticks / TimeSpan.TicksPerMicrosecond), destination, Now, max)]));
        await using var db = store.Read();
        var rows = await db.Set<OutboxRow>().Where(row => row.ClaimedBy == claim).OrderBy(row => row.DueAt)
            .ToListAsync(cancel);
        return (claim, rows.ConvertAll(row =>
            new ClaimedPostback(PostbackId.Parse(row.Id), row.Kind, row.Body, row.Attempts)));
    }

    public Task ReleaseAsync(string claim) =>
        CommitAsync(new Statement($"UPDATE outbox SET {Free} WHERE claimed_by = @p0", claim));

    /// <summary>Writes an attempt down, and what follows from it.</summary>
    /// <param name="retryAt">When it is tried again; null when it is over, one way or the other.</param>
    public Task AttemptedAsync(string claim, MadeAttempt made, DateTimeOffset? retryAt)
    {
        var (postback, answer, at, took) = made;
        var state = answer.IsAccepted ? "delivered" : retryAt is null ? "dead" : "waiting";
        var error = answer.IsAccepted ? null : answer.Told;
        return CommitAsync(
            new Statement(
                "INSERT INTO outbox_attempts (postback_id, attempt, at, took_micros, status, error) "
                + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5) ON CONFLICT (postback_id, attempt) DO NOTHING",
                postback.Id.ToString(), postback.Attempts + 1, UnixMicros.Of(at),
                took.Ticks / TimeSpan.TicksPerMicrosecond, answer.Status, answer.Error),
            // Whoever claimed it meanwhile, because we were too slow, decides about it.
            new Statement(
                $"UPDATE outbox SET state = @p2, attempts = @p3, due_at = @p4, ended_at = @p5, last_status = @p6, "
                + $"last_error = @p7, {Free} WHERE id = @p0 AND claimed_by = @p1",
                postback.Id.ToString(), claim, state, postback.Attempts + 1, UnixMicros.Of(retryAt ?? at),
                state == "waiting" ? null : Now, answer.Status, error));
    }

    /// <summary>The address wants nothing any more: what waits is dead, and nothing is queued until it resumes.</summary>
    public Task StopAsync(string destination, Uri url) => CommitAsync(
        new Statement(
            "INSERT INTO outbox_stops (destination, url, stopped_at) VALUES (@p0, @p1, @p2) "
            + "ON CONFLICT (destination) DO UPDATE SET url = excluded.url, stopped_at = excluded.stopped_at",
            destination, url.AbsoluteUri, Now),
        Buried(destination, "its address answered 410"));

    /// <summary>Nobody knows the destination any more: what waits for it is dead.</summary>
    public Task DropAsync(string destination) => CommitAsync(Buried(destination, "no longer wanted by the market"));

    /// <summary>Ends a stop, and has the dead letters of a destination tried once more.</summary>
    public Task ResumeAsync(string destination, Statement audit) => CommitAsync(
        new Statement("DELETE FROM outbox_stops WHERE destination = @p0", destination),
        new Statement(
            "UPDATE outbox SET state = 'waiting', due_at = @p1, ended_at = NULL "
            + "WHERE destination = @p0 AND state = 'dead'",
            destination, Now),
        audit);

    /// <summary>Has one sent again, whatever became of it. False when there is none.</summary>
    public Task<bool> ResendAsync(PostbackId id, Statement audit) => store.Commits.CommitAsync(new CommitUnit(
        new Statement(
            "UPDATE outbox SET state = 'waiting', due_at = @p1, ended_at = NULL WHERE id = @p0", id.ToString(), Now),
        [audit]));

    /// <summary>Has each of them sent again, whatever became of it; at most <see cref="ResentMax"/>.</summary>
    public Task ResendAsync(IReadOnlyList<PostbackId> ids, Statement audit) => CommitAsync(
    [
        .. ids.Select(id => new Statement(
            "UPDATE outbox SET state = 'waiting', due_at = @p1, ended_at = NULL WHERE id = @p0 AND state <> 'waiting'",
            id.ToString(), Now)),
        audit,
    ]);

    /// <summary>What is kept of what was delivered, and of what was given up, as it is set now; null for ever.</summary>
    public TimeSpan? DeliveredKept { get; set; } = DeliveredKeptFor;

    public TimeSpan? DeadKept { get; set; } = DeadKeptFor;

    /// <summary>Forgets what has been kept long enough.</summary>
    public async Task ForgetAsync(CancellationToken cancel)
    {
        var (delivered, dead) = (Before(DeliveredKept), Before(DeadKept));
        List<string> ids;
        do
        {
            await using var db = store.Read();
            ids = await db.Set<OutboxRow>()
                .Where(row => row.EndedAt < dead || (row.EndedAt < delivered && row.State == "delivered"))
                .Select(row => row.Id).Take(ForgottenAtOnce).ToListAsync(cancel);
            await CommitAsync([.. ids.SelectMany(id => new[]
            {
                new Statement("DELETE FROM outbox_attempts WHERE postback_id = @p0", id),
                new Statement("DELETE FROM outbox WHERE id = @p0", id),
            })]);
        }
        while (ids.Count == ForgottenAtOnce);
    }

    private long Now => UnixMicros.Of(clock.GetUtcNow());

    private long Before(TimeSpan? span) => span is { } kept ? UnixMicros.Of(clock.GetUtcNow() - kept) : long.MinValue;

    private Statement Buried(string destination, string error) => new(
        "UPDATE outbox SET state = 'dead', ended_at = @p1, last_error = @p2, claimed_by = NULL, claimed_until = 0 "
        + "WHERE destination = @p0 AND state = 'waiting'",
        destination, Now, error);

    private Task<bool> CommitAsync(params Statement[] statements) =>
        store.Commits.CommitAsync(new CommitUnit(null, statements));
}
