using System.Globalization;
using Bidline.Auctions;
using Bidline.Primitives;
using DuckDB.NET.Data;

namespace Bidline.Storage;

/// <summary>
/// The DuckDB file that holds the bids. It has no index and its log never holds a change of its tables: those are what
/// DuckDB is known to fail on when it replays the log of a process that was killed (duckdb issues 18732, 22044).
/// </summary>
internal sealed class BidFile : IDisposable
{
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS bids (
          began_at BIGINT, auction UUID, call UUID, campaign VARCHAR, publisher VARCHAR, state VARCHAR, kind VARCHAR,
          test BOOLEAN,
          target VARCHAR, buyer VARCHAR, tier INTEGER, stage VARCHAR, reason VARCHAR, rank INTEGER, currency VARCHAR,
          bid BIGINT, effective BIGINT, floor BIGINT, deadline_ms DOUBLE, sent_ms DOUBLE, done_ms DOUBLE);
        CREATE TABLE IF NOT EXISTS late_bids (
          came_at BIGINT, auction UUID, target VARCHAR, buyer VARCHAR, test BOOLEAN, late_ms DOUBLE, currency VARCHAR,
          bid BIGINT, would_have VARCHAR);
        CHECKPOINT;
        """;

    private static readonly string[] Passing =
        ["set lock", "No space left", "ermission denied", "Read-only file system", "Out of Memory"];

    private readonly string _connection;
    private readonly DuckDBConnection _writer;

    private BidFile(string path)
    {
        _connection = $"DataSource={path}";
        _writer = new DuckDBConnection(_connection);
        try
        {
            _writer.Open();
            Execute(_writer, "SET memory_limit='256MB'; SET threads=1; SET autoinstall_known_extensions=false; "
                + "SET autoload_known_extensions=false; SET checkpoint_threshold='16MB';");
            Execute(_writer, Tables);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Opens or makes the file. A file or log that cannot be read is moved aside, never deleted, and the sentence says
    /// so: bids are telemetry, and a server must start without them.
    /// </summary>
    public static (BidFile File, string? Damage) Open(string path, TimeProvider clock)
    {
        try
        {
            return (new BidFile(path), null);
        }
        catch (DuckDBException e) when (File.Exists(path) && IsDamage(e))
        {
            return SetAside(path, e, clock);
        }
        catch (DuckDBException e)
        {
            throw Explain(path, e);
        }
    }

    public void Append(IEnumerable<BidRow> rows)
    {
        using var appender = _writer.CreateAppender("bids");
        foreach (var row in rows)
        {
            appender.CreateRow()
                .AppendValue(UnixMicros.Of(row.At)).AppendValue(row.Auction.Value).AppendValue(row.Call.Value)
                .AppendValue(row.Campaign.Value).AppendValue(row.Publisher.Value).AppendValue(row.State)
                .AppendValue(row.Trigger).AppendValue(row.Test).AppendValue(row.Target.Value)
                .AppendValue(row.Buyer.Value).AppendValue(row.Tier).AppendValue(row.Stage.ToString())
                .AppendValue(row.Reason).AppendValue(row.Rank).AppendValue(row.Floor.Currency.Code)
                .AppendValue(row.Bid?.Micros).AppendValue(row.Effective?.Micros).AppendValue(row.Floor.Micros)
                .AppendValue(row.DeadlineMs).AppendValue(row.SentMs).AppendValue(row.DoneMs)
                .EndRow();
        }
    }

    public void Append(IEnumerable<LateBidRow> rows)
    {
        using var appender = _writer.CreateAppender("late_bids");
        foreach (var row in rows)
        {
            appender.CreateRow()
                .AppendValue(UnixMicros.Of(row.At)).AppendValue(row.Auction.Value).AppendValue(row.Target.Value)
                .AppendValue(row.Buyer.Value).AppendValue(row.Test).AppendValue(row.Answer.AtMs)
                .AppendValue(row.Answer.Bid?.Currency.Code).AppendValue(row.Answer.Bid?.Micros)
                .AppendValue(row.Answer.WouldHave)
                .EndRow();
        }
    }

    /// <summary>Reads on a connection of its own, beside the writer.</summary>
    public List<T> Query<T>(string sql, Func<DuckDBDataReader, T> read, params ReadOnlySpan<object> parameters)
    {
        using var connection = new DuckDBConnection(_connection);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters) command.Parameters.Add(new DuckDBParameter(parameter));
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return rows;
    }

    public void Dispose() => _writer.Dispose();

    private static (BidFile File, string? Damage) SetAside(string path, DuckDBException cause, TimeProvider clock)
    {
        var mark = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        var log = path + ".wal";
        if (File.Exists(log))
        {
            File.Move(log, $"{log}.damaged-{mark}", overwrite: true);
            try
            {
                return (new BidFile(path), $"The last bids before the server died could not be read; they are kept in "
                    + $"{log}.damaged-{mark}: {FirstLine(cause)}");
            }
            catch (DuckDBException)
            {
                // The file itself is damaged, not only its log.
            }
        }

        File.Move(path, $"{path}.damaged-{mark}", overwrite: true);
        return (new BidFile(path), $"The bids could not be read and begin anew; the old ones are kept in "
            + $"{path}.damaged-{mark}: {FirstLine(cause)}");
    }

    private static StoreException Explain(string path, DuckDBException e) =>
        new(StoreTrouble.Unavailable, $"The bids file {path} cannot be used: {FirstLine(e)}", e);

    // A file that somebody else has open, or that cannot be written for now, is not to be thrown over.
    private static bool IsDamage(DuckDBException e) =>
        !Array.Exists(Passing, passing => e.Message.Contains(passing, StringComparison.Ordinal));

    private static string FirstLine(DuckDBException e) => e.Message.Split('\n')[0];

    private static void Execute(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}

/// <summary>An answer that came after its auction had closed.</summary>
internal sealed record LateBidRow(
    DateTimeOffset At, AuctionId Auction, TargetId Target, BuyerId Buyer, bool Test, LateAnswer Answer);
