namespace Bidline.Accounts;

internal sealed class ApiKeyRow
{
    public required string Id { get; set; }

    public required string Hash { get; set; }

    public required string Hint { get; set; }

    public required string Name { get; set; }

    public required string Role { get; set; }

    public long CreatedAt { get; set; }

    public required string CreatedBy { get; set; }

    public long? ExpiresAt { get; set; }

    public long? LastUsedAt { get; set; }

    public long? RevokedAt { get; set; }

    public string? Scope { get; set; }
}

internal sealed class UserRow
{
    public required string Id { get; set; }

    public required string Email { get; set; }

    public required string Name { get; set; }

    public required string Role { get; set; }

    public required string PasswordHash { get; set; }

    public long CreatedAt { get; set; }

    public long? DisabledAt { get; set; }

    public int Failures { get; set; }

    public long? LockedUntil { get; set; }

    public long? LastSignInAt { get; set; }

    public string? Publisher { get; set; }
}

internal sealed class SetupTokenRow
{
    public required string Hash { get; set; }

    public long CreatedAt { get; set; }

    public long ExpiresAt { get; set; }

    public long? UsedAt { get; set; }
}

internal sealed class AuditRow
{
    public required string Id { get; set; }

    public long At { get; set; }

    public required string Actor { get; set; }

    public required string Origin { get; set; }

    public string? RequestId { get; set; }

    public required string Action { get; set; }

    public required string Subject { get; set; }

    public required string Summary { get; set; }

    public string? Before { get; set; }

    public string? After { get; set; }
}

internal sealed class IdempotencyRow
{
    public required string Scope { get; set; }

    public required string Key { get; set; }

    public required string RequestHash { get; set; }

    public long At { get; set; }

    public int? Status { get; set; }

    public string? Body { get; set; }
}
