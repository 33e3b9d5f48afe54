using Microsoft.Data.Sqlite;

namespace Bidline.Storage;

/// <summary>Writes units to the SQLite file: write-ahead log, synchronous FULL, prepared statements.</summary>
internal sealed class SqliteWriter(SqliteFile file) : IUnitWriter
{
    private const int PreparedMax = 512;

    private readonly Dictionary<string, SqliteStatement> _prepared = new(StringComparer.Ordinal);
    private readonly SqliteCheckpoints _checkpoints = new(file);
    private SqliteConnection? _connection;

    public bool[] Write(IReadOnlyList<CommitUnit> units)
    {
        try
        {
            return WriteGroup(units);
        }
        catch (Exception e) when (e is SqliteException or InvalidOperationException or ArgumentException)
        {
            var failure = file.Explain(e);
            if (failure.Trouble == StoreTrouble.UnitRefused) TryRollBack();
            // After a failed write or sync nothing that this connection believes may be trusted (reliability.md F18).
            else Close();
            throw failure;
        }
    }

    public void Dispose()
    {
        _checkpoints.Dispose();
        Close();
    }

    private bool[] WriteGroup(IReadOnlyList<CommitUnit> units)
    {
        _connection ??= file.OpenForWriting();
        Execute(new Statement("BEGIN IMMEDIATE"));
        var written = new bool[units.Count];
        var fences = new GroupFences();
        for (var i = 0; i < units.Count; i++) written[i] = WriteUnit(units[i], fences);
        Execute(new Statement("COMMIT"));
        _checkpoints.Committed();
        return written;
    }

    private bool WriteUnit(CommitUnit unit, GroupFences fences)
    {
        if (fences.Ask(unit) is { } fence && Execute(fence) == 0)
        {
            fences.HasFallen(unit);
            return false;
        }

        if (unit.Guard is { } guard && Execute(guard) == 0) return false;
        foreach (var statement in unit.Statements) Execute(statement);
        return true;
    }

    private int Execute(Statement statement)
    {
        if (!_prepared.TryGetValue(statement.Sql, out var prepared) || prepared.Parameters != statement.Parameters.Length)
            prepared = Prepare(statement);
        return prepared.Execute(statement.Parameters);
    }

    private SqliteStatement Prepare(Statement statement)
    {
        if (_prepared.Count >= PreparedMax) Forget();
        if (_prepared.Remove(statement.Sql, out var other)) other.Dispose();
        return _prepared[statement.Sql] = new SqliteStatement(
            _connection!.Handle!, statement.Sql, statement.Parameters.Length);
    }

    private void TryRollBack()
    {
        try
        {
            Execute(new Statement("ROLLBACK"));
        }
        catch (SqliteException)
        {
            Close();
        }
    }

    private void Close()
    {
        Forget();
        _connection?.Dispose();
        _connection = null;
    }

    private void Forget()
    {
        foreach (var prepared in _prepared.Values) prepared.Dispose();
        _prepared.Clear();
    }
}
