using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Bidline.Bench.Holds;

/// <summary>
/// The peer: PostgreSQL's own pgbench. <see cref="Pair"/>: each operation a plain update of one row that is committed by
/// itself; it holds no money, knows no hold by its name and leaves no record, the least that could be called a cap.
/// <see cref="Promise"/>: what is usually written for what ours promises, a transaction of row updates.
/// </summary>
internal sealed partial class RowUpdates(string connection, int rows, int callers, string script)
{
    // A connection that waits for a row's lock waits for the commit of the one before.
    public const string Pair = """
        \set row random(1, :rows)
        UPDATE caps SET used = used + 1 WHERE id = :row AND used < cap;
        UPDATE caps SET used = used - 1 WHERE id = :row;
        """;

    // The line and the money or neither, under a name, with a record; the balance is locked last, and so for the shortest time.
    public const string Promise = """
        \set row random(1, :rows)
        \set hold random(1, 9000000000000000)
        BEGIN;
        UPDATE caps SET used = used + 1 WHERE id = :row AND used < cap;
        INSERT INTO holds (id, row, amount, state) VALUES (:hold, :row, 25000000, 'open');
        UPDATE balances SET held = held + 25000000 WHERE id = 1 AND funds - held >= 25000000;
        COMMIT;
        BEGIN;
        UPDATE caps SET used = used - 1 WHERE id = :row;
        UPDATE holds SET state = 'released' WHERE id = :hold AND state = 'open';
        UPDATE balances SET held = held - 25000000 WHERE id = 1;
        COMMIT;
        """;

    private readonly string _script = Path.GetTempFileName();

    public async Task PrepareAsync()
    {
        await File.WriteAllTextAsync(_script, script);
        await using var database = NpgsqlDataSource.Create(connection);
        await using var command = database.CreateCommand($"""
            CREATE TABLE caps (id int PRIMARY KEY, used bigint NOT NULL, cap bigint NOT NULL) WITH (fillfactor = 50);
            CREATE TABLE balances (id int PRIMARY KEY, funds bigint NOT NULL, held bigint NOT NULL) WITH (fillfactor = 50);
            CREATE TABLE holds (id bigint PRIMARY KEY, row int NOT NULL, amount bigint NOT NULL, state text NOT NULL);
            INSERT INTO balances VALUES (1, 1000000000000, 0);
            INSERT INTO caps SELECT id, 0, 1000000 FROM generate_series(1, {rows}) AS id;
            """);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Durable changes a second, two of them a pair.</summary>
    public async Task<double> RunAsync(int seconds)
    {
        var server = new NpgsqlConnectionStringBuilder(connection);
        var pgbench = Directory.EnumerateFiles("/usr/lib/postgresql", "pgbench", SearchOption.AllDirectories).Max()!;
        using var process = Process.Start(new ProcessStartInfo(
            pgbench,
            [
                "-n", "-M", "prepared", "-c", $"{callers}", "-j", "2", "-T", $"{seconds}", "-D", $"rows={rows}", "-f", _script,
                "-h", server.Host!, "-U", server.Username!, server.Database!,
            ]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException(await errors);
        return 2 * double.Parse(Rate().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"tps = ([0-9.]+) \(without initial connection time\)")]
    private static partial Regex Rate();
}
