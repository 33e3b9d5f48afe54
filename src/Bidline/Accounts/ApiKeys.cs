using System.Security.Cryptography;
using System.Text;
using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Accounts;

/// <summary>A key of the API, without its secret.</summary>
/// <param name="Hint">The secret's last four characters, to tell keys apart.</param>
/// <param name="LastUsedAt">To the minute; null when it never was.</param>
public sealed record ApiKey(
    string Id,
    string Name,
    Role Role,
    string Hint,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt)
{
    /// <summary>Whose conversions it may post, and nothing else; null for a key that may do something else.</summary>
    public BuyerId? ConversionsOf { get; init; }

    /// <summary>Whose disputes it may open, see and appeal, and nothing else; null for any other key.</summary>
    public BuyerId? DisputesOf { get; init; }

    /// <summary>To whose calls and their callers it may append, and nothing else; null for any other key.</summary>
    public PublisherId? AppendsOf { get; init; }

    /// <summary>It can be mailed to a partner: it has no role.</summary>
    public bool IsScoped => ConversionsOf is not null || DisputesOf is not null || AppendsOf is not null;
}

/// <summary>
/// Keys of the API: "bl_live_" and 256 random bits, shown once and kept as SHA-256. Every request looks its key up, so
/// that a revoked one is refused at once, whoever revoked it.
/// </summary>
/// <param name="bootstrapKey">An admin key from the environment, never stored; null means there is none.</param>
public sealed class ApiKeys(Store store, Audit audit, TimeProvider clock, string? bootstrapKey)
{
    public const string Prefix = "bl_live_";

    /// <summary>Below this, a bootstrap key could be guessed.</summary>
    public const int BootstrapLengthMin = 16;

    private const string Insert =
        "INSERT INTO api_keys (id, hash, hint, name, role, created_at, created_by, expires_at, scope) "
        + "VALUES (@p0, @p1, @p2, @p3, @p4, @p5, @p6, @p7, @p8)";

    private const string ConversionScope = "conversions:";
    private const string DisputeScope = "disputes:";
    private const string AppendScope = "appends:";

    private readonly byte[]? _bootstrap = bootstrapKey is null ? null : Encoding.UTF8.GetBytes(bootstrapKey);

    /// <summary>The new key and, this once, its secret.</summary>
    public Task<(ApiKey Key, string Secret)> CreateAsync(
        string name, Role role, DateTimeOffset? expiresAt, Author author) =>
        CreateAsync(name, role, null, expiresAt, author);

    /// <summary>A key that may post conversions of one buyer and nothing else: it can be mailed to the buyer.</summary>
    public Task<(ApiKey Key, string Secret)> CreateForConversionsAsync(
        string name, BuyerId buyer, DateTimeOffset? expiresAt, Author author) =>
        CreateAsync(name, Role.Viewer, ConversionScope + buyer, expiresAt, author);

    /// <summary>A key that may open, see and appeal one buyer's disputes and nothing else.</summary>
    public Task<(ApiKey Key, string Secret)> CreateForDisputesAsync(
        string name, BuyerId buyer, DateTimeOffset? expiresAt, Author author) =>
        CreateAsync(name, Role.Viewer, DisputeScope + buyer, expiresAt, author);

    /// <summary>A key that may append to one publisher's calls and nothing else.</summary>
    public Task<(ApiKey Key, string Secret)> CreateForAppendsAsync(
        string name, PublisherId publisher, DateTimeOffset? expiresAt, Author author) =>
        CreateAsync(name, Role.Viewer, AppendScope + publisher, expiresAt, author);

    /// <summary>False when there is no such key, or it was revoked before.</summary>
    public Task<bool> RevokeAsync(string id, Author author) => store.Commits.CommitAsync(new CommitUnit(
        new Statement(
            "UPDATE api_keys SET revoked_at = @p0 WHERE id = @p1 AND revoked_at IS NULL",
            UnixMicros.Of(clock.GetUtcNow()),
            id),
        [audit.Line(author, new AuditEntry("removed", $"key {id}", "revoked"))]));

    /// <summary>Those that are not revoked, oldest first.</summary>
    public async Task<IReadOnlyList<ApiKey>> ListAsync(CancellationToken cancel)
    {
        await using var db = store.Read();
        var rows = await db.Set<ApiKeyRow>().AsNoTracking()
            .Where(row => row.RevokedAt == null).OrderBy(row => row.Id).ToListAsync(cancel);
        return [.. rows.Select(Read)];
    }

    /// <summary>The key that this secret opens; null for an unknown, revoked or expired one.</summary>
    public async Task<ApiKey?> FindAsync(string secret, CancellationToken cancel)
    {
        if (_bootstrap is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), _bootstrap))
            return new ApiKey("key_bootstrap", "bootstrap", Role.Admin, "", default, "environment", null, null);
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var hash = Secrets.Hash(secret);
        await using var db = store.Read();
        var row = await db.Set<ApiKeyRow>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Hash == hash && row.RevokedAt == null, cancel);
        var now = clock.GetUtcNow();
        if (row is null || UnixMicros.At(row.ExpiresAt) <= now) return null;
        if (row.LastUsedAt is null || UnixMicros.At(row.LastUsedAt) < now.AddMinutes(-1)) NoteUse(row.Id, now);
        return Read(row);
    }

    private async Task<(ApiKey Key, string Secret)> CreateAsync(
        string name, Role role, string? scope, DateTimeOffset? expiresAt, Author author)
    {
        var secret = Secrets.New(Prefix);
        var key = new ApiKey(
            $"key_{Ids.New(clock):N}", name, role, secret[^4..], clock.GetUtcNow(), author.Name, expiresAt, null)
        {
            ConversionsOf = BuyerOf(scope, ConversionScope),
            DisputesOf = BuyerOf(scope, DisputeScope),
            AppendsOf = PublisherOf(scope),
        };
        var insert = new Statement(
            Insert, key.Id, Secrets.Hash(secret), key.Hint, name, Roles.NameOf(role), UnixMicros.Of(key.CreatedAt),
            author.Name, UnixMicros.Of(expiresAt), scope);
        var may = scope?.Replace(":", " of ", StringComparison.Ordinal) ?? Roles.NameOf(role);
        var line = audit.Line(author, new AuditEntry("added", $"key {key.Id}", $"{may} key \"{name}\""));
        await store.Commits.CommitAsync(new CommitUnit(null, [insert, line]));
        return (key, secret);
    }

    // Not awaited: a request does not wait for our remembering that it came. A failure shows elsewhere soon enough.
    private void NoteUse(string id, DateTimeOffset now) => _ = store.Commits.CommitAsync(new CommitUnit(null, [
        new Statement("UPDATE api_keys SET last_used_at = @p0 WHERE id = @p1", UnixMicros.Of(now), id)]));

    private static ApiKey Read(ApiKeyRow row) => new(
        row.Id,
        row.Name,
        Roles.Parse(row.Role),
        row.Hint,
        UnixMicros.At(row.CreatedAt),
        row.CreatedBy,
        UnixMicros.At(row.ExpiresAt),
        UnixMicros.At(row.LastUsedAt))
    {
        ConversionsOf = BuyerOf(row.Scope, ConversionScope),
        DisputesOf = BuyerOf(row.Scope, DisputeScope),
        AppendsOf = PublisherOf(row.Scope),
    };

    private static PublisherId? PublisherOf(string? scope) =>
        scope?.StartsWith(AppendScope, StringComparison.Ordinal) == true ? new PublisherId(scope[AppendScope.Length..]) : null;

    private static BuyerId? BuyerOf(string? scope, string kind) =>
        scope?.StartsWith(kind, StringComparison.Ordinal) == true ? new BuyerId(scope[kind.Length..]) : null;
}
