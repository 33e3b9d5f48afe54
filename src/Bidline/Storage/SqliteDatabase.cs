using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Bidline.Storage;

internal sealed class SqliteDatabase(string path, bool readOnly) : IDatabase
{
    private readonly SqliteFile _file = new(path);

    // Kept and used again: to make one costs as much as a small question.
    private readonly PooledDbContextFactory<SqliteDb> _reads = new(new DbContextOptionsBuilder<SqliteDb>()
        .UseSqlite(new SqliteFile(path).ReadConnection(readOnly))
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        .Options);

    public void Prepare(TimeProvider clock)
    {
        try
        {
            if (readOnly) Check();
            else Migrate(clock);
        }
        catch (SqliteException e)
        {
            throw _file.Explain(e);
        }
    }

    public IUnitWriter Writer(string node) => new SqliteWriter(_file);

    public Db Read() => _reads.CreateDbContext();

    public void Dispose()
    {
        using var connection = new SqliteConnection(_file.ReadConnection(readOnly));
        SqliteConnection.ClearPool(connection);
    }

    private void Migrate(TimeProvider clock)
    {
        using var connection = _file.OpenForWriting();
        Migrator.Run(connection, Migrator.For(StoreKind.Sqlite), $"The data file {path}", clock);
    }

    private void Check()
    {
        if (!File.Exists(path)) throw new StoreException(StoreTrouble.BadSettings, $"There is no data file {path}.");
        using var connection = new SqliteConnection(_file.ReadConnection(readOnly: true));
        connection.Open();
        Migrator.RequireCurrent(connection, Migrator.For(StoreKind.Sqlite), $"The data file {path}");
    }
}
