using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Bidline.Storage;

internal sealed class PostgresDatabase(string connection, bool readOnly) : IDatabase
{
    private readonly PostgresServer _server = new(connection);
    private DbContextOptions<PostgresDb>? _options;

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

    public Db Read() => new PostgresDb(_options ??= new DbContextOptionsBuilder<PostgresDb>()
        .UseNpgsql(_server.Source)
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        .Options);

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
