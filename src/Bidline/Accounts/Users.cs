using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Accounts;

/// <summary>Somebody who signs in to the console.</summary>
public sealed record User(
    string Id,
    string Email,
    string Name,
    Role Role,
    DateTimeOffset CreatedAt,
    bool Disabled,
    DateTimeOffset? LastSignInAt)
{
    /// <summary>
    /// The publisher whose portal it opens; then its role gives it nothing. Null for who works in the console. Set once:
    /// nobody becomes the one or the other later.
    /// </summary>
    public string? Publisher { get; init; }
}

/// <summary>People and their passwords. Every change is in the audit. Safe on any thread.</summary>
public sealed class Users(Store store, Audit audit, TimeProvider clock)
{
    private const string Insert =
        "INSERT INTO users (id, email, name, role, password_hash, created_at, failures, publisher) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, 0, @p6) ON CONFLICT (email) DO NOTHING";

    /// <summary>An admin must be left, so that the installation cannot lock itself up.</summary>
    private const string OtherAdmin =
        "EXISTS (SELECT 1 FROM users AS other WHERE other.role = 'admin' AND other.disabled_at IS NULL AND other.id <> @p0)";

    /// <summary>Null when there is a user of this e-mail address already.</summary>
    public Task<User?> CreateAsync(string email, string name, Role role, string password, Author author) =>
        CreateAsync(Creation(email, name, role, password, author));

    /// <summary>The same for somebody who sees what a publisher may see of its own, and nothing else.</summary>
    public Task<User?> CreateForPublisherAsync(
        string email, string name, PublisherId publisher, string password, Author author) =>
        CreateAsync(Creation(email, name, Role.Viewer, password, author, publisher));

    /// <summary>The statements that make a user: the first changes no row when the address is taken.</summary>
    internal (User User, Statement Insert, Statement Line) Creation(
        string email, string name, Role role, string password, Author author, PublisherId? publisher = null)
    {
        var user = new User($"usr_{Ids.New(clock):N}", Normal(email), name, role, clock.GetUtcNow(), false, null)
        {
            Publisher = publisher?.Value,
        };
        var insert = new Statement(
            Insert, user.Id, user.Email, name, Roles.NameOf(role), Passwords.Hash(password),
            UnixMicros.Of(user.CreatedAt), user.Publisher);
        var may = publisher is { } whose ? $"publisher {whose}" : Roles.NameOf(role);
        return (user, insert, audit.Line(author, new AuditEntry("added", $"user {user.Email}", $"{may} {name}")));
    }

    /// <summary>False when there is no such user, or it is the last admin.</summary>
    public async Task<bool> SetRoleAsync(string id, Role role, Author author) => await FindAsync(id, default) is { } user
        && await ChangeAsync(
            user,
            new Statement(
                "UPDATE users SET role = @p1 WHERE id = @p0 AND publisher IS NULL "
                + $"AND (@p1 = 'admin' OR role <> 'admin' OR {OtherAdmin})",
                id, Roles.NameOf(role)),
            $"role {Roles.NameOf(user.Role)} -> {Roles.NameOf(role)}",
            author);

    /// <summary>Disabled users cannot sign in. False when there is no such user, or it is the last admin.</summary>
    public async Task<bool> SetDisabledAsync(string id, bool disabled, Author author) =>
        await FindAsync(id, default) is { } user
        && await ChangeAsync(
            user,
            disabled
                ? new Statement($"UPDATE users SET disabled_at = @p1 WHERE id = @p0 AND (role <> 'admin' OR {OtherAdmin})",
                    id, UnixMicros.Of(clock.GetUtcNow()))
                : new Statement("UPDATE users SET disabled_at = NULL WHERE id = @p0", id),
            disabled ? "disabled" : "enabled",
            author);

    /// <summary>Also ends a lock-out. False when there is no such user.</summary>
    public async Task<bool> SetPasswordAsync(string id, string password, Author author) =>
        await FindAsync(id, default) is { } user
        && await ChangeAsync(
            user,
            new Statement("UPDATE users SET password_hash = @p1, failures = 0, locked_until = NULL WHERE id = @p0",
                id, Passwords.Hash(password)),
            "new password",
            author);

    public async Task<IReadOnlyList<User>> ListAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<UserRow>().AsNoTracking().OrderBy(row => row.Email).ToListAsync(cancel);
        return [.. rows.Select(Read)];
    }

    public async Task<User?> FindAsync(string id, CancellationToken cancel)
    {
        await using var db = store.Read();
        var row = await db.Set<UserRow>().AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, cancel);
        return row is null ? null : Read(row);
    }

    internal static string Normal(string email) => email.Trim().ToLowerInvariant();

    internal static User Read(UserRow row) => new(
        row.Id,
        row.Email,
        row.Name,
        Roles.Parse(row.Role),
        UnixMicros.At(row.CreatedAt),
        row.DisabledAt is not null,
        UnixMicros.At(row.LastSignInAt))
    {
        Publisher = row.Publisher,
    };

    private async Task<User?> CreateAsync((User User, Statement Insert, Statement Line) made) =>
        await store.Commits.CommitAsync(new CommitUnit(made.Insert, [made.Line])) ? made.User : null;

    private Task<bool> ChangeAsync(User user, Statement change, string summary, Author author) =>
        store.Commits.CommitAsync(new CommitUnit(
            change, [audit.Line(author, new AuditEntry("changed", $"user {user.Email}", summary))]));
}
