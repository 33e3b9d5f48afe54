using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The tables of 0006-blocked-callers.sql, as they are read.</summary>
internal static class ScreeningTables
{
    public static void Map(ModelBuilder model) =>
        model.Entity<BlockedCallerRow>().ToTable("blocked_callers").HasKey(row => row.Id);
}

/// <summary>A caller, or all whose number begins alike, whose calls are not sold.</summary>
public sealed class BlockedCallerRow
{
    public required string Id { get; set; }

    public required string Caller { get; set; }

    public required string Why { get; set; }

    public long BlockedAt { get; set; }

    public required string BlockedBy { get; set; }

    public long? ExpiresAt { get; set; }

    public string? CallId { get; set; }
}
