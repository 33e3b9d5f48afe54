using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Npgsql;

namespace Bidline.Storage;

internal sealed class PostgresDatabase(string connection, bool readOnly) : IDatabase
{
    private readonly PostgresServer _server = new(connection);
    private PooledDbContextFactory<PostgresDb>? _reads;

    public void Prepare(TimeProvider clock)
    {
        try
        {
            using var open = _server.Open();
            var place = $"The database {open.Database}";
            if (readOnly) Migrator.RequireCurrent(open, Migrator.For(StoreKind.Postgres), place);
            else Migrate(open, place, clock);
        }
        catch (NpgsqlException e)
        {
            throw _server.Explain(e);
        }
    }

    public IUnitWriter Writer(string node) => new PostgresWriter(_server, node);

    /// <summary>One that was used before where there is one: to make it costs as much as a small question.</summary>
    public Db Read() => (_reads ??= new PooledDbContextFactory<PostgresDb>(new DbContextOptionsBuilder<PostgresDb>()
        .UseNpgsql(_server.Source)
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        .Options)).CreateDbContext();

    public void Dispose() => _server.Dispose();

    // Two servers may start on one database at once: the second waits, and then finds the work done.
    private static void Migrate(NpgsqlConnection open, string place, TimeProvider clock)
    {
        using var command = new NpgsqlCommand("SELECT pg_advisory_lock(7206711301)", open);
        command.ExecuteNonQuery();
        Migrator.Run(open, Migrator.For(StoreKind.Postgres), place, clock);
        command.CommandText = "SELECT pg_advisory_unlock(7206711301)";
        command.ExecuteNonQuery();
    }
}
