using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Bidline.Tests.Storage;

/// <summary>
/// One private PostgreSQL server for the whole test run, started when the first test asks for a database. A shell
/// holds it and stops it when our end of its input closes: also when this process is killed.
/// </summary>
public static class PostgresFixture
{
    /// <summary>Debian's, of the newest version that is there; elsewhere those on the path.</summary>
    private static readonly string Programs = !Directory.Exists("/usr/lib/postgresql") ? "" :
        Directory.EnumerateDirectories("/usr/lib/postgresql")
            .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var version) ? version : 0)
            .Select(path => path + "/bin/")
            .First(path => File.Exists(path + "initdb"));

    private static readonly Lazy<Task<string>> Server = new(StartAsync);
    /// <summary>
    /// Whether commits reach the disk: for benchmarks. A killed process loses nothing without it, so tests do not wait.
    /// </summary>
    public static bool IsDurable { get; set; }

    private static Process? _shell;
    private static int _databases;

    /// <summary>A connection string to a new, empty database of its own.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        var server = await Server.Value;
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        await using var connection = new NpgsqlConnection($"{server};Database=postgres;Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0", connection);
        await command.ExecuteNonQueryAsync();
        return $"{server};Database={name}";
    }

    private static async Task<string> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("bidline-pg-").FullName;
        _shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"""
            cd / && {AsUser(directory)} sh -c '
              {Programs}initdb -D {directory}/data -U test -A trust -N -E UTF8 --no-locale >{directory}/log 2>&1
              {Programs}postgres -D {directory}/data -k {directory} -c listen_addresses= \
                -c fsync={(IsDurable ? "on" : "off")} -c max_connections=300 -c shared_buffers=64MB >>{directory}/log 2>&1 &
              cat >/dev/null; kill -INT $!; wait $!'
            rm -rf {directory}
            """]) { RedirectStandardInput = true })!;
        var server = $"Host={directory};Username=test";
        await WaitUntilReadyAsync($"{server};Database=postgres;Pooling=false", $"{directory}/log");
        return server;
    }

    // PostgreSQL refuses to run as root.
    private static string AsUser(string directory) => Environment.UserName == "root"
        ? $"chown postgres {directory} && setpriv --reuid=postgres --regid=postgres --init-groups"
        : "";

    private static async Task WaitUntilReadyAsync(string connection, string log)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await using var attempt = new NpgsqlConnection(connection);
                await attempt.OpenAsync();
                return;
            }
            catch (NpgsqlException) when (tries < 300)
            {
                await Task.Delay(100);
            }
            catch (NpgsqlException e)
            {
                throw new InvalidOperationException($"PostgreSQL did not start: {File.ReadAllText(log)}", e);
            }
        }
    }
}
