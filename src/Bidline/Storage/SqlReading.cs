using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using static SQLitePCL.raw;

namespace Bidline.Storage;

/// <summary>A question in the SQL that both stores share; its values stand in the text as {0}, {1}, …</summary>
public sealed record SqlText(string Text, IReadOnlyList<object> Values)
{
    /// <summary>With parameters of these names in place of the values.</summary>
    public string Named(Func<int, string> name) =>
        string.Format(CultureInfo.InvariantCulture, Text, [.. Enumerable.Range(0, Values.Count).Select(name)]);
}

/// <summary>Asks what no query of EF Core can say: its columns are known only when it is asked.</summary>
internal static class SqlReading
{
    /// <summary>
    /// Reads row by row. A cancelled question is stopped in the database too, on either store, and throws
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    public static async Task ReadAsync(Db db, SqlText question, Action<DbDataReader> row, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel).ConfigureAwait(false);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = question.Named(i => $"@p{i}");
        for (var i = 0; i < question.Values.Count; i++)
        {
            var value = command.CreateParameter();
            (value.ParameterName, value.Value) = ($"p{i}", question.Values[i]);
            command.Parameters.Add(value);
        }

        // SQLite works on the thread that asks, and hears of a cancellation by its own means only.
        if (command is SqliteCommand sqlite) await Task.Run(() => Read(sqlite, row, cancel), cancel).ConfigureAwait(false);
        else await ReadAsync(command, row, cancel).ConfigureAwait(false);
    }

    private static void Read(SqliteCommand command, Action<DbDataReader> row, CancellationToken cancel)
    {
        var handle = command.Connection!.Handle!;
        using var stop = cancel.Register(() => sqlite3_interrupt(handle));
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                cancel.ThrowIfCancellationRequested();
                row(reader);
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLITE_INTERRUPT)
        {
            throw new OperationCanceledException("The question was stopped.", e, cancel);
        }
    }

    private static async Task ReadAsync(DbCommand command, Action<DbDataReader> row, CancellationToken cancel)
    {
        await using var reader = await command.ExecuteReaderAsync(cancel).ConfigureAwait(false);
        while (await reader.ReadAsync(cancel).ConfigureAwait(false)) row(reader);
    }
}
