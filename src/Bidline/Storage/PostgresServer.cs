using System.Net.Sockets;
using Npgsql;

namespace Bidline.Storage;

/// <summary>The PostgreSQL database of a store: how it is reached, and what its failures mean.</summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly string _name;

    public PostgresServer(string connection)
    {
        try
        {
            // A frozen database must not hold callers for the driver's usual half minute.
            var settings = new NpgsqlConnectionStringBuilder(connection)
            {
                ApplicationName = "bidline",
                MaxAutoPrepare = 200,
                AutoPrepareMinUsages = 2,
                Timeout = 5,
                CommandTimeout = 10,
                IncludeErrorDetail = false,
            };
            _name = $"{settings.Database} at {settings.Host}";
            Source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new StoreException(
                StoreTrouble.BadSettings, $"The PostgreSQL connection string cannot be read: {e.Message}", e);
        }
    }

    public NpgsqlDataSource Source { get; }

    public NpgsqlConnection Open() => Source.OpenConnection();

    /// <summary>Classes 0A, 21-23, 42 and P0: the statement or its values are wrong, whoever sends them.</summary>
    public static bool IsFaultOfUnit(PostgresException e) =>
        e.SqlState[..2] is "0A" or "21" or "22" or "23" or "42" or "P0";

    public StoreException Explain(Exception e) => e switch
    {
        PostgresException unit when IsFaultOfUnit(unit) => new StoreException(
            StoreTrouble.UnitRefused, $"The store refused a write: {unit.MessageText}", e),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => new StoreException(
            StoreTrouble.DiskFull, $"The disk of the PostgreSQL database {_name} is full.", e),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or "28000" or "3D000" } refused =>
            new StoreException(StoreTrouble.BadSettings, $"PostgreSQL refused {_name}: {refused.MessageText}", e),
        NpgsqlException { InnerException: SocketException } => new StoreException(
            StoreTrouble.Unavailable, $"PostgreSQL does not answer ({_name}).", e),
        _ => new StoreException(StoreTrouble.Unavailable, $"The PostgreSQL database {_name} failed: {e.Message}", e),
    };

    public void Dispose() => Source.Dispose();
}
