using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The chains of 0009-books.sql, as they are read.</summary>
internal static class ChainTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<ChainLinkRow>().ToTable("chain_links").HasKey(row => new { row.Chain, row.Number });
        model.Entity<ChainHeadRow>().ToTable("chain_heads").HasKey(row => row.Chain);
    }
}

public sealed class ChainLinkRow
{
    public required string Chain { get; set; }

    public long Number { get; set; }

    public required string RowId { get; set; }

    public required string Hash { get; set; }
}

public sealed class ChainHeadRow
{
    public required string Chain { get; set; }

    public long Number { get; set; }

    public required string Hash { get; set; }

    public long RowAt { get; set; }
}
