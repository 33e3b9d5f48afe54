using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>The tables of 0023-visits.sql, as they are read.</summary>
internal static class VisitTables
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<VisitRow>().ToTable("visits").HasKey(row => row.Id);
        model.Entity<PoolNumberRow>().ToTable("pool_numbers").HasKey(row => row.Number);
    }
}

/// <summary>A visit to a page with our script.</summary>
public sealed class VisitRow
{
    public required string Id { get; set; }

    public required string Visitor { get; set; }

    public required string Pool { get; set; }

    public required string Campaign { get; set; }

    public required string Publisher { get; set; }

    public long At { get; set; }

    /// <summary>What it was lent; null where it got none.</summary>
    public string? Number { get; set; }

    /// <summary>Before this moment the number was nobody else's.</summary>
    public long? Until { get; set; }

    /// <summary>Why it got no number.</summary>
    public string? Why { get; set; }

    /// <summary>The visit as JSON.</summary>
    public required string Body { get; set; }
}

/// <summary>A number that is lent to visitors, and who has it or had it last.</summary>
public sealed class PoolNumberRow
{
    public required string Number { get; set; }

    public required string Pool { get; set; }

    public required string Visit { get; set; }

    public required string Visitor { get; set; }

    public long Since { get; set; }

    public long Until { get; set; }
}
