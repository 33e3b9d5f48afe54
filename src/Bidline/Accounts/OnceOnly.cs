using System.Security.Cryptography;
using System.Text;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Accounts;

/// <summary>What a repeated request gets.</summary>
public abstract record OnceOutcome
{
    private OnceOutcome()
    {
    }

    /// <summary>Ours to do. After a crash it may be handed out twice: the effect needs the same key.</summary>
    public sealed record Begin : OnceOutcome;

    /// <summary>Done before; this was the answer.</summary>
    public sealed record Replay(int Status, string Body) : OnceOutcome;

    /// <summary>The key was used for something else.</summary>
    public sealed record OtherRequest : OnceOutcome;

    /// <summary>The first one is still being done.</summary>
    public sealed record StillRunning : OnceOutcome;
}

/// <summary>Lets a request that moves money happen once, by the key its sender chose. Kept for a week.</summary>
public sealed class OnceOnly(Store store, TimeProvider clock)
{
    /// <summary>A request that has not been answered for this long was cut off by a crash and may be done again.</summary>
    public static readonly TimeSpan CutOffAfter = TimeSpan.FromMinutes(1);

    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <param name="scope">Whose key it is and for what: two callers never meet.</param>
    public async Task<OnceOutcome> BeginAsync(string scope, string key, ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var hash = Convert.ToHexStringLower(SHA256.HashData(body.Span));
        // Whoever waits for the first one's answer asks often: that costs a read, not a commit.
        var seen = await LookAsync(scope, key, hash, now, cancel);
        if (seen is not OnceOutcome.Begin) return seen;
        var mine = await store.Commits.CommitAsync(new CommitUnit(
            new Statement(
                "INSERT INTO idempotency_keys (scope, key, request_hash, at) VALUES (@p0, @p1, @p2, @p3) "
                + "ON CONFLICT (scope, key) DO UPDATE SET at = @p3 "
                + "WHERE idempotency_keys.status IS NULL AND idempotency_keys.at < @p4 "
                + "AND idempotency_keys.request_hash = @p2",
                scope,
                key,
                hash,
                UnixMicros.Of(now),
                UnixMicros.Of(now - CutOffAfter)),
            [new Statement("DELETE FROM idempotency_keys WHERE at < @p0", UnixMicros.Of(now - KeptFor))]));
        return mine ? seen : await LookAsync(scope, key, hash, now, cancel);
    }

    /// <summary>Remembers the answer for those who ask again.</summary>
    public Task EndAsync(string scope, string key, int status, string body) => store.Commits.CommitAsync(
        new CommitUnit(null, [new Statement(
            "UPDATE idempotency_keys SET status = @p0, body = @p1 WHERE scope = @p2 AND key = @p3",
            status,
            body,
            scope,
            key)]));

    /// <summary>A short name of scope and key, for the effect itself.</summary>
    public static string NameOf(string scope, string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{scope}\n{key}")))[..32];

    private async Task<OnceOutcome> LookAsync(
        string scope, string key, string hash, DateTimeOffset now, CancellationToken cancel)
    {
        await using var db = store.Read();
        var row = await db.Set<IdempotencyRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Scope == scope && row.Key == key, cancel);
        return row switch
        {
            null => new OnceOutcome.Begin(),
            _ when row.RequestHash != hash => new OnceOutcome.OtherRequest(),
            { Status: { } status } => new OnceOutcome.Replay(status, row.Body ?? ""),
            _ when UnixMicros.At(row.At) < now - CutOffAfter => new OnceOutcome.Begin(),
            _ => new OnceOutcome.StillRunning(),
        };
    }
}
