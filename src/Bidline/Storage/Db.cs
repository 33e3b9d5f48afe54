using Microsoft.EntityFrameworkCore;

namespace Bidline.Storage;

/// <summary>
/// The tables as EF Core reads them. Writing goes through <see cref="CommitQueue"/>, and the tables are made by the
/// numbered SQL files: nothing here changes the database. A column is the property's name in snake case.
/// </summary>
public abstract class Db(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // One line for each file that maps tables.
        CallTables.Map(modelBuilder);
        MarketTables.Map(modelBuilder);
        MoneyTables.Map(modelBuilder);
        CorrectionTables.Map(modelBuilder);
        OutboxTables.Map(modelBuilder);
        PingTables.Map(modelBuilder);
        VisitTables.Map(modelBuilder);
        ScreeningTables.Map(modelBuilder);
        RecordingTables.Map(modelBuilder);
        EnrichmentTables.Map(modelBuilder);
        ChainTables.Map(modelBuilder);
        DocumentTables.Map(modelBuilder);
        PrivacyTables.Map(modelBuilder);
        NameColumns(modelBuilder);
    }

    private static void NameColumns(ModelBuilder modelBuilder)
    {
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
            foreach (var property in entity.GetProperties())
                property.SetColumnName(SnakeCase(property.Name));
    }

    private static string SnakeCase(string name) => string.Concat(
        name.Select((letter, i) => char.IsAsciiLetterUpper(letter) && i > 0
            ? $"_{char.ToLowerInvariant(letter)}"
            : $"{char.ToLowerInvariant(letter)}"));
}

public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : Db(options);

public sealed class PostgresDb(DbContextOptions<PostgresDb> options) : Db(options);
