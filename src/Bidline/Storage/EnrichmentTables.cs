using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The tables of 0026-appends.sql, as they are read.</summary>
internal static class EnrichmentTables
{
    public static void Map(ModelBuilder model) => model.Entity<AppendRow>().ToTable("appends").HasKey(row => row.Id);
}

/// <summary>What somebody told of a caller or of a call.</summary>
public sealed class AppendRow
{
    public required string Id { get; set; }

    public string? Caller { get; set; }

    public string? CallId { get; set; }

    public string? Publisher { get; set; }

    /// <summary>JSON.</summary>
    public required string Tags { get; set; }

    public long At { get; set; }

    public required string ToldBy { get; set; }
}
