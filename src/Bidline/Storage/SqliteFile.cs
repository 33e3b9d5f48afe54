using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Bidline.Storage;

/// <summary>The SQLite file of a data directory: how it is opened, and what its failures mean.</summary>
internal sealed class SqliteFile(string path)
{
    private const int BusyMilliseconds = 5_000;

    public string Path => path;

    public string ReadConnection(bool readOnly) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = readOnly ? SqliteOpenMode.ReadOnly : SqliteOpenMode.ReadWrite,
        Pooling = true,
        DefaultTimeout = BusyMilliseconds / 1000,
    }.ToString();

    /// <summary>A connection outside the pool. FULL: a commit is on the disk before it is acknowledged.</summary>
    public SqliteConnection OpenForWriting()
    {
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                $"PRAGMA busy_timeout={BusyMilliseconds}; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                + "PRAGMA foreign_keys=ON; PRAGMA cache_size=-16000; PRAGMA journal_size_limit=67108864; "
                + $"PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint={SqliteCheckpoints.WriterAfterPages};";
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public StoreException Explain(Exception e) => e switch
    {
        SqliteException { SqliteErrorCode: SQLITE_FULL } => new StoreException(
            StoreTrouble.DiskFull, $"The disk that holds {path} is full; free some space and try again.", e),
        SqliteException { SqliteErrorCode: SQLITE_CORRUPT or SQLITE_NOTADB } => new StoreException(
            StoreTrouble.Unavailable, $"The file {path} is damaged: {e.Message} Restore it from a backup.", e),
        SqliteException { SqliteErrorCode: SQLITE_BUSY or SQLITE_LOCKED } => new StoreException(
            StoreTrouble.Unavailable, $"Another program keeps {path} locked.", e),
        SqliteException
        {
            SqliteErrorCode: SQLITE_IOERR or SQLITE_CANTOPEN or SQLITE_READONLY or SQLITE_PERM or SQLITE_NOMEM
                or SQLITE_NOLFS or SQLITE_PROTOCOL or SQLITE_INTERNAL,
        } => new StoreException(StoreTrouble.Unavailable, $"Writing to {path} failed: {e.Message}", e),
        _ => new StoreException(StoreTrouble.UnitRefused, $"The store refused a write: {e.Message}", e),
    };
}
