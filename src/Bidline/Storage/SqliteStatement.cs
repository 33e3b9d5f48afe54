using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Bidline.Storage;

/// <summary>
/// A prepared statement whose parameters are bound by their place: binding them by name costs as much as the write itself,
/// and every ping, event and reservation has twenty. For one thread.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    /// <param name="sql">One statement; its parameters are @p0, @p1, …</param>
    public SqliteStatement(sqlite3 database, string sql, int parameters)
    {
        _database = database;
        Check(sqlite3_prepare_v2(database, sql, out _statement));
        Places = new int[parameters];
        for (var i = 0; i < parameters; i++) Places[i] = sqlite3_bind_parameter_index(_statement, $"@p{i}");
    }

    /// <summary>A parameter may stand in the text before an earlier one, several times, or not at all.</summary>
    private int[] Places { get; }

    public int Parameters => Places.Length;

    /// <summary>Rows that it changed.</summary>
    public int Execute(object?[] values)
    {
        try
        {
            for (var i = 0; i < values.Length; i++)
                if (Places[i] > 0) Check(Bind(Places[i], values[i]));
            var result = sqlite3_step(_statement);
            while (result == SQLITE_ROW) result = sqlite3_step(_statement);
            if (result != SQLITE_DONE) Check(result);
            return sqlite3_changes(_database);
        }
        finally
        {
            // What it says of a failed step was said already.
            _ = sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private int Bind(int place, object? value) => value switch
    {
        null or DBNull => sqlite3_bind_null(_statement, place),
        string text => BindText(place, text),
        long number => sqlite3_bind_int64(_statement, place, number),
        int number => sqlite3_bind_int64(_statement, place, number),
        bool isSo => sqlite3_bind_int64(_statement, place, isSo ? 1 : 0),
        double number => sqlite3_bind_double(_statement, place, number),
        byte[] bytes => sqlite3_bind_blob(_statement, place, bytes),
        _ => throw new ArgumentException($"A {value.GetType().Name} is not kept in the store."),
    };

    // The driver's own way makes an array of each. An empty span would be bound as null.
    private int BindText(int place, string text)
    {
        if (text.Length == 0) return sqlite3_bind_text(_statement, place, text);
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return sqlite3_bind_text(_statement, place, bytes.AsSpan(0, Encoding.UTF8.GetBytes(text, bytes)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
