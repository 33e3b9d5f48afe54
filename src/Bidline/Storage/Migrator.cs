using System.Data.Common;
using System.Globalization;

namespace Bidline.Storage;

/// <summary>
/// Brings a database to this program's version: numbered SQL files, forward only, each in a transaction of its own.
/// A database that knows a file which this program does not was written by a newer one and is refused.
/// </summary>
internal static class Migrator
{
    private const string Table =
        "CREATE TABLE IF NOT EXISTS migrations "
        + "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";

    private static readonly Lazy<IReadOnlyList<Migration>> Sqlite = new(() => Embedded("Migrations/Sqlite/"));
    private static readonly Lazy<IReadOnlyList<Migration>> Postgres = new(() => Embedded("Migrations/Postgres/"));

    public static IReadOnlyList<Migration> For(StoreKind kind) =>
        kind == StoreKind.Sqlite ? Sqlite.Value : Postgres.Value;

    /// <summary>Applies what is missing. <paramref name="place"/> names the database in a refusal.</summary>
    public static void Run(DbConnection connection, IReadOnlyList<Migration> known, string place, TimeProvider clock)
    {
        Execute(connection, null, Table);
        var applied = Applied(connection);
        RefuseNewer(applied, known, place);
        foreach (var migration in known.Where(migration => !applied.Contains(migration.Number)))
            Apply(connection, migration, clock);
    }

    /// <summary>For a reader, which may not migrate.</summary>
    public static void RequireCurrent(DbConnection connection, IReadOnlyList<Migration> known, string place)
    {
        var applied = Applied(connection);
        RefuseNewer(applied, known, place);
        if (known.Any(migration => !applied.Contains(migration.Number)))
            throw new StoreException(
                StoreTrouble.BadSettings,
                $"{place} was written by an older Bidline; start the server once to upgrade it.");
    }

    private static void RefuseNewer(HashSet<int> applied, IReadOnlyList<Migration> known, string place)
    {
        var unknown = applied.Except(known.Select(migration => migration.Number)).DefaultIfEmpty().Max();
        if (unknown == 0) return;
        throw new StoreException(
            StoreTrouble.Newer,
            $"{place} was written by a newer Bidline (version {unknown}; this program knows "
            + $"{known.Max(migration => migration.Number)}); start that version, or restore a backup.");
    }

    private static void Apply(DbConnection connection, Migration migration, TimeProvider clock)
    {
        var now = UnixMicros.Of(clock.GetUtcNow());
        using var transaction = connection.BeginTransaction();
        Execute(connection, transaction, migration.Sql);
        Execute(connection, transaction, string.Create(
            CultureInfo.InvariantCulture,
            $"INSERT INTO migrations VALUES ({migration.Number}, '{migration.Name}', {now})"));
        transaction.Commit();
    }

    private static HashSet<int> Applied(DbConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT number FROM migrations";
        using var reader = command.ExecuteReader();
        var numbers = new HashSet<int>();
        while (reader.Read()) numbers.Add(reader.GetInt32(0));
        return numbers;
    }

    private static void Execute(DbConnection connection, DbTransaction? transaction, string sql)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static List<Migration> Embedded(string folder)
    {
        var assembly = typeof(Migrator).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => Read(assembly.GetManifestResourceStream(name)!, name[folder.Length..])),
        ];
    }

    private static Migration Read(Stream stream, string file)
    {
        using var reader = new StreamReader(stream);
        var number = int.Parse(file.AsSpan(0, 4), CultureInfo.InvariantCulture);
        return new Migration(number, Path.GetFileNameWithoutExtension(file), reader.ReadToEnd());
    }
}

/// <summary>One step of the schema: "0001-calls".</summary>
internal sealed record Migration(int Number, string Name, string Sql);
