using System.Collections.Concurrent;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Accounts;

/// <summary>What came of trying to sign in.</summary>
public abstract record SignInOutcome
{
    private SignInOutcome()
    {
    }

    public sealed record SignedIn(User User) : SignInOutcome;

    /// <summary>No such user, wrong password or disabled: which of them is not told.</summary>
    public sealed record Refused : SignInOutcome;

    /// <summary>Too many tries; the password was not looked at.</summary>
    public sealed record TooMany(TimeSpan RetryAfter) : SignInOutcome;
}

/// <summary>
/// Checks passwords, slowly for guessers: five failures lock a user for a quarter of an hour (kept in the store), and
/// twenty failures from one address within that time lock the address (kept in memory). Safe on any thread.
/// </summary>
public sealed class SignIn(Store store, Audit audit, TimeProvider clock)
{
    public const int FailuresMax = 5;

    public const int FailuresOfAddressMax = 20;

    public static readonly TimeSpan LockedFor = TimeSpan.FromMinutes(15);

    private const int AddressesMax = 10_000;

    private readonly ConcurrentDictionary<string, (int Failures, DateTimeOffset Since)> _addresses = new();

    public async Task<SignInOutcome> TryAsync(string email, string password, string address, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (LockedUntil(address, now) is { } until) return new SignInOutcome.TooMany(until - now);
        await using var db = store.Read();
        var normal = Users.Normal(email);
        var row = await db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Email == normal, cancel);
        if (UnixMicros.At(row?.LockedUntil) is { } locked && locked > now) return new SignInOutcome.TooMany(locked - now);
        // An unknown address costs the same time as a known one, so that it is not told by the clock.
        var matches = Passwords.Matches(password, row?.PasswordHash ?? Passwords.Decoy);
        var author = new Author($"user:{normal}", address);
        if (matches && row is { DisabledAt: null })
        {
            await NoteSuccessAsync(row, author, now);
            return new SignInOutcome.SignedIn(Users.Read(row));
        }

        CountFailure(address, now);
        if (row is not null) await NoteFailureAsync(row, author, now);
        return new SignInOutcome.Refused();
    }

    private DateTimeOffset? LockedUntil(string address, DateTimeOffset now) =>
        _addresses.TryGetValue(address, out var seen) && seen.Failures >= FailuresOfAddressMax
        && seen.Since + LockedFor > now
            ? seen.Since + LockedFor
            : null;

    private void CountFailure(string address, DateTimeOffset now)
    {
        // Addresses are cheap to have: what is forgotten first is what counts least.
        if (_addresses.Count >= AddressesMax)
        {
            foreach (var old in _addresses.Where(pair => pair.Value.Since + LockedFor <= now || pair.Value.Failures == 1))
                _addresses.TryRemove(old);
        }

        _addresses.AddOrUpdate(
            address,
            _ => (1, now),
            (_, seen) => seen.Since + LockedFor > now ? (seen.Failures + 1, seen.Since) : (1, now));
    }

    private Task<bool> NoteSuccessAsync(UserRow row, Author author, DateTimeOffset now) =>
        store.Commits.CommitAsync(new CommitUnit(null, [
            new Statement(
                "UPDATE users SET failures = 0, locked_until = NULL, last_sign_in_at = @p1 WHERE id = @p0",
                row.Id,
                UnixMicros.Of(now)),
            audit.Line(author, new AuditEntry("signed_in", $"user {row.Email}", "signed in"))]));

    // The count is the store's own, so that guesses in parallel are all counted.
    private Task<bool> NoteFailureAsync(UserRow row, Author author, DateTimeOffset now) =>
        store.Commits.CommitAsync(new CommitUnit(null, [
            new Statement(
                "UPDATE users SET failures = CASE WHEN failures + 1 >= @p1 THEN 0 ELSE failures + 1 END, "
                + "locked_until = CASE WHEN failures + 1 >= @p1 THEN @p2 ELSE locked_until END WHERE id = @p0",
                row.Id,
                FailuresMax,
                UnixMicros.Of(now + LockedFor)),
            audit.Line(author, new AuditEntry("sign_in_refused", $"user {row.Email}", "wrong password or disabled"))]));
}
