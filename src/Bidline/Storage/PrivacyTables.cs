using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The tables of 0029-privacy.sql, as they are read.</summary>
internal static class PrivacyTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<RetentionRow>().ToTable("retention").HasKey(row => row.Kind);
        model.Entity<ErasureRow>().ToTable("erasures").HasKey(row => row.Id);
    }
}

internal sealed class RetentionRow
{
    public required string Kind { get; set; }

    /// <summary>Null is for ever.</summary>
    public int? Days { get; set; }

    public long SetAt { get; set; }

    public required string SetBy { get; set; }

    public long DoneUntil { get; set; }
}

internal sealed class ErasureRow
{
    public required string Id { get; set; }

    public required string CallerHash { get; set; }

    public required string Masked { get; set; }

    public required string Why { get; set; }

    public long BegunAt { get; set; }

    public required string BegunBy { get; set; }

    public long? EndedAt { get; set; }

    public string? Counts { get; set; }
}
