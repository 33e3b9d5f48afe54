using System.Diagnostics;
using Npgsql;

namespace Bidline.Storage;

/// <summary>
/// Writes units to PostgreSQL, a group in one pipelined batch. When the connection breaks, the group is written again:
/// a mark that every transaction leaves tells whether the one whose answer was lost had been committed.
/// </summary>
internal sealed class PostgresWriter(PostgresServer server, string node) : IUnitWriter
{
    /// <summary>
    /// A restart of the database takes about this long; beyond it callers are told that the store failed.
    /// </summary>
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(5);

    private readonly PostgresTexts _texts = new();
    private readonly ManualResetEventSlim _closed = new();
    private NpgsqlConnection? _connection;
    private long _mark;
    private long? _brokenSince;

    public bool[] Write(IReadOnlyList<CommitUnit> units)
    {
        bool[]? sent = null;
        while (true)
        {
            try
            {
                if (Connect() && sent is not null) return sent;
                sent = WriteGroup(units, written => sent = written);
                _brokenSince = null;
                return sent;
            }
            catch (PostgresException e) when (PostgresServer.IsFaultOfUnit(e))
            {
                throw server.Explain(e);
            }
            catch (Exception e)
                when (e is NpgsqlException or InvalidOperationException or TimeoutException or IOException)
            {
                Close();
                if (!MayRetry()) throw server.Explain(e);
            }
        }
    }

    public void Dispose()
    {
        Close();
        _closed.Dispose();
    }

    /// <summary>True when the transaction that was cut off turns out to have been committed.</summary>
    private bool Connect()
    {
        if (_connection is not null) return false;
        var connection = server.Open();
        try
        {
            // The mark's row is locked by the transaction that was cut off, if the server still runs it: this waits
            // for its end, so the answer is final (reliability.md F11).
            using var command = new NpgsqlCommand(
                "INSERT INTO commit_marks (node, mark) VALUES ($1, 0) "
                + "ON CONFLICT (node) DO UPDATE SET mark = commit_marks.mark RETURNING mark", connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = node });
            var found = (long)command.ExecuteScalar()!;
            var wasCommitted = _mark > 0 && found == _mark;
            _mark = found;
            _connection = connection;
            return wasCommitted;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private bool[] WriteGroup(IReadOnlyList<CommitUnit> units, Action<bool[]> committing)
    {
        using var transaction = _connection!.BeginTransaction();
        _mark++;
        var mark = new Statement("UPDATE commit_marks SET mark = @p1 WHERE node = @p0", node, _mark);
        var written = units is [{ Guard: not null } or { Fence: not null }]
            ? WriteAlone(units[0], mark)
            : WriteTogether(units, mark);
        committing(written);
        transaction.Commit();
        return written;
    }

    /// <summary>Guards nearly always hold, so all is sent at once and looked at afterwards.</summary>
    private bool[] WriteTogether(IReadOnlyList<CommitUnit> units, Statement mark)
    {
        using var batch = new NpgsqlBatch(_connection);
        var guards = new List<NpgsqlBatchCommand>();
        var fences = new GroupFences();
        Add(batch, mark);
        foreach (var unit in units)
        {
            if (fences.Ask(unit) is { } fence) guards.Add(Add(batch, fence));
            if (unit.Guard is { } guard) guards.Add(Add(batch, guard));
            foreach (var statement in unit.Statements) Add(batch, statement);
        }

        batch.ExecuteNonQuery();
        if (guards.TrueForAll(guard => guard.RecordsAffected > 0)) return [.. units.Select(_ => true)];
        throw new StoreException(StoreTrouble.UnitRefused, "A guard of the group did not hold.");
    }

    private bool[] WriteAlone(CommitUnit unit, Statement mark)
    {
        using (var first = new NpgsqlBatch(_connection))
        {
            Add(first, mark);
            var condition = Add(first, unit.Fence?.Check ?? unit.Guard!);
            first.ExecuteNonQuery();
            if (condition.RecordsAffected == 0) return [false];
        }

        if (unit is { Fence: not null, Guard: { } guard } && Execute([guard]) == 0) return [false];
        if (unit.Statements.Count > 0) Execute(unit.Statements);
        return [true];
    }

    private int Execute(IReadOnlyList<Statement> statements)
    {
        using var batch = new NpgsqlBatch(_connection);
        foreach (var statement in statements) Add(batch, statement);
        return batch.ExecuteNonQuery();
    }

    private NpgsqlBatchCommand Add(NpgsqlBatch batch, Statement statement)
    {
        var command = _texts.Command(statement);
        batch.BatchCommands.Add(command);
        return command;
    }

    private bool MayRetry()
    {
        _brokenSince ??= Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(_brokenSince.Value) > PatienceMax) return false;
        _closed.Wait(TimeSpan.FromMilliseconds(50));
        return true;
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
