using Microsoft.Data.Sqlite;

namespace Bidline.Storage;

/// <summary>
/// Brings what is committed from SQLite's log into its file, beside the writer: a PASSIVE checkpoint waits for nobody and
/// lets nobody wait. When the writer does it itself, every thousand pages, whoever commits then waits for 20 to 40 ms.
/// The writer still does where this one falls behind (<see cref="WriterAfterPages"/>).
/// </summary>
internal sealed class SqliteCheckpoints(SqliteFile file) : IDisposable
{
    /// <summary>64 MB of log.</summary>
    public const int WriterAfterPages = 16_384;

    /// <summary>
    /// The log begins anew only when all of it is in the file at the moment of a commit: what was committed during one
    /// pass is brought over by the next, which is short.
    /// </summary>
    private const int PassesMax = 3;

    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly LowThread _thread = new("bidline checkpoints");
    private readonly ManualResetEventSlim _closed = new();
    private int _isDue;

    /// <summary>Something was committed. Never waits.</summary>
    public void Committed()
    {
        if (Interlocked.Exchange(ref _isDue, 1) == 0) _ = _thread.RunAsync(Pass);
    }

    public void Dispose()
    {
        _closed.Set();
        _thread.Dispose();
        _closed.Dispose();
    }

    private void Pass()
    {
        if (_closed.Wait(Every)) return;
        Volatile.Write(ref _isDue, 0);
        try
        {
            using var connection = new SqliteConnection(file.ReadConnection(readOnly: false));
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(PASSIVE)";
            for (var pass = 0; pass < PassesMax && !IsWhole(command); pass++)
            {
            }
        }
        catch (SqliteException)
        {
            // Nothing is lost by it, and the writer says what is wrong with the disk when it commits.
        }
    }

    /// <summary>All of the log is in the file.</summary>
    private static bool IsWhole(SqliteCommand checkpoint)
    {
        using var row = checkpoint.ExecuteReader();
        return !row.Read() || row.GetInt64(1) <= row.GetInt64(2);
    }
}
