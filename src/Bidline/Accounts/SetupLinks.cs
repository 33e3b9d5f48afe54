using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Accounts;

/// <summary>The one-time token that makes the first admin. Only its hash is kept; it is good for an hour.</summary>
public sealed class SetupLinks(Store store, Users users, TimeProvider clock)
{
    public static readonly TimeSpan ValidFor = TimeSpan.FromHours(1);

    /// <summary>Whether nobody can sign in yet, so that a link is wanted.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        return !await db.Set<UserRow>().AnyAsync(cancel);
    }

    /// <summary>A new token, shown this once; earlier ones stop working.</summary>
    public async Task<string> IssueAsync()
    {
        var token = Secrets.New("");
        var now = clock.GetUtcNow();
        await store.Commits.CommitAsync(new CommitUnit(null, [
            new Statement("UPDATE setup_tokens SET used_at = @p0 WHERE used_at IS NULL", UnixMicros.Of(now)),
            new Statement(
                "INSERT INTO setup_tokens (hash, created_at, expires_at) VALUES (@p0, @p1, @p2)",
                Secrets.Hash(token),
                UnixMicros.Of(now),
                UnixMicros.Of(now + ValidFor))]));
        return token;
    }

    /// <summary>Whether <see cref="RedeemAsync"/> would take it; for showing the form.</summary>
    public async Task<bool> IsGoodAsync(string token, CancellationToken cancel)
    {
        var (hash, now) = (Secrets.Hash(token), UnixMicros.Of(clock.GetUtcNow()));
        await using var db = store.Read();
        return await db.Set<SetupTokenRow>()
            .AnyAsync(row => row.Hash == hash && row.UsedAt == null && row.ExpiresAt > now, cancel);
    }

    /// <summary>Makes the admin. Null when the token is unknown, used or too old, or the address is taken.</summary>
    public async Task<User?> RedeemAsync(string token, string email, string name, string password, string address)
    {
        var (user, insert, line) = users.Creation(email, name, Role.Admin, password, new Author("set-up", address));
        var guard = new Statement(
            "UPDATE setup_tokens SET used_at = @p0 WHERE hash = @p1 AND used_at IS NULL AND expires_at > @p0 "
            + "AND NOT EXISTS (SELECT 1 FROM users WHERE email = @p2)",
            UnixMicros.Of(clock.GetUtcNow()),
            Secrets.Hash(token),
            user.Email);
        return await store.Commits.CommitAsync(new CommitUnit(guard, [insert, line])) ? user : null;
    }
}
