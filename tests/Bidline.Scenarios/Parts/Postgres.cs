using System.Diagnostics;

namespace Bidline.Scenarios.Parts;

/// <summary>A PostgreSQL server of its own in a temporary directory, for as long as the tests run.</summary>
internal sealed class Postgres : IAsyncDisposable
{
    private const string User = "bidline";

    private readonly string _directory = Repository.FreshDirectory();
    private int _databases;

    private string Sockets => _directory;

    public static async Task<Postgres> StartAsync(CancellationToken cancel)
    {
        var server = new Postgres();
        var data = Path.Combine(server._directory, "data");
        if (IsRoot) await RunAsync("chown", ["postgres", server._directory], cancel);
        await server.AsOwnerAsync("initdb", ["-D", data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-sync"], cancel);
        await server.AsOwnerAsync(
            "pg_ctl",
            [
                "-D", data, "-l", Path.Combine(server._directory, "log"), "-w", "-t", "30",
                "-o", $"-k {server.Sockets} -c listen_addresses='' -c max_connections=60", "start",
            ],
            cancel);
        return server;
    }

    /// <summary>A connection string to a new, empty database.</summary>
    public async Task<string> FreshDatabaseAsync(CancellationToken cancel)
    {
        var name = $"scenario{Interlocked.Increment(ref _databases)}";
        await AsOwnerAsync("createdb", ["-h", Sockets, "-U", User, name], cancel);
        return $"Host={Sockets};Database={name};Username={User}";
    }

    public async ValueTask DisposeAsync()
    {
        await AsOwnerAsync(
            "pg_ctl", ["-D", Path.Combine(_directory, "data"), "-m", "immediate", "stop"], CancellationToken.None);
        Directory.Delete(_directory, recursive: true);
    }

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>PostgreSQL refuses to run as root; Debian's package brings the user that it may run as.</summary>
    private Task AsOwnerAsync(string tool, string[] arguments, CancellationToken cancel)
    {
        var path = Path.Combine(Programs, tool);
        return IsRoot
            ? RunAsync("runuser", ["-u", "postgres", "--", path, .. arguments], cancel, _directory)
            : RunAsync(path, arguments, cancel, _directory);
    }

    private static string Programs { get; } =
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql")
                .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var version) ? version : 0)
                .Select(path => Path.Combine(path, "bin"))
                .First(path => File.Exists(Path.Combine(path, "initdb")))
            : "";

    private static async Task RunAsync(
        string file, string[] arguments, CancellationToken cancel, string? directory = null)
    {
        // Output goes nowhere on purpose: pg_ctl's server inherits it and would keep a pipe open for ever.
        var start = new ProcessStartInfo("sh")
        {
            WorkingDirectory = directory ?? Path.GetTempPath(),
            ArgumentList = { "-c", "exec \"$0\" \"$@\" >/dev/null 2>&1 </dev/null", file },
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
