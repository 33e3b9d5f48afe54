using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Bidline.Scenarios.Parts;

/// <summary>The real program, as a child: `bidline serve` on free ports of loopback with a data directory of its own.</summary>
internal sealed partial class ServerProgram : IAsyncDisposable
{
    // Beside builds and other programs a start has taken more than a minute.
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(3);

    public const string AdminKey = "bl_test_scenario_0123456789abcdef";

    /// <summary>The exit code of a process that a SIGKILL ended.</summary>
    private const int Killed = 128 + 9;

    private readonly ServerSettings _settings;
    private ChildProgram _program;

    private ServerProgram(ServerSettings settings, ChildProgram program, Uri http, IPEndPoint sip)
    {
        (_settings, _program, Sip) = (settings, program, sip);
        Api = new HttpClient { BaseAddress = http };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    public HttpClient Api { get; private set; }

    public IPEndPoint Sip { get; private set; }

    public string Said => _program.Said;

    public bool HasExited => _program.HasExited;

    public static async Task<ServerProgram> StartAsync(ServerSettings settings, CancellationToken cancel)
    {
        var (program, http, sip) = await LaunchAsync(settings, cancel);
        return new ServerProgram(settings, program, http, sip);
    }

    /// <summary>Kills the server as a power cut would, and starts it again on the same data.</summary>
    public async Task KillAndRestartAsync(CancellationToken cancel)
    {
        _program.Kill();
        await _program.EndAsync(TimeSpan.FromSeconds(10), cancel);
        await RestartAsync(cancel);
    }

    /// <summary>Starts it again after it died. False when it died once more before it was ready.</summary>
    public async Task<bool> TryRestartAsync(CancellationToken cancel)
    {
        try
        {
            await RestartAsync(cancel);
            return true;
        }
        catch (DiedException)
        {
            return false;
        }
    }

    public async Task StopAsync(CancellationToken cancel)
    {
        _program.AskToStop();
        await _program.EndAsync(TimeSpan.FromSeconds(30), cancel);
    }

    /// <summary>`bidline check` on what this server left behind: its exit code and its lines.</summary>
    public async Task<(int Code, string Said)> CheckAsync(CancellationToken cancel)
    {
        using var check = ChildProgram.Start(
            "dotnet", [Repository.Program, "check", .. StoreArguments(_settings)]);
        return (await check.EndAsync(TimeSpan.FromSeconds(60), cancel), check.Said);
    }

    public ValueTask DisposeAsync()
    {
        Api.Dispose();
        _program.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task RestartAsync(CancellationToken cancel)
    {
        var (program, http, sip) = await LaunchAsync(_settings, cancel);
        _program.Dispose();
        (_program, Sip) = (program, sip);
        Api.Dispose();
        Api = new HttpClient { BaseAddress = http };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
    }

    private static async Task<(ChildProgram Program, Uri Http, IPEndPoint Sip)> LaunchAsync(
        ServerSettings settings, CancellationToken cancel)
    {
        var ready = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
        var rtp = FreePorts.Range(settings.SoundPorts);
        var program = ChildProgram.Start(
            "dotnet",
            [
                Repository.Program, "serve", .. StoreArguments(settings), "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0",
                "--rtp", $"{rtp}-{rtp + settings.SoundPorts - 1}", "--allow-private", "--apply", settings.MarketFile,
            ],
            settings.DataDirectory,
            new Dictionary<string, string>(settings.Environment) { ["BIDLINE__ADMINKEY"] = AdminKey },
            line =>
            {
                if (ReadyLine().Match(line) is { Success: true } match) ready.TrySetResult(match);
            });
        var end = program.EndAsync(ReadyMax, cancel);
        if (await Task.WhenAny(ready.Task, end) == end)
        {
            using (program)
            {
                throw program.ExitCode == Killed
                    ? new DiedException()
                    : new InvalidOperationException($"The server did not become ready:\n{program.Said}");
            }
        }

        var found = await ready.Task;
        return (program, new Uri(found.Groups[1].Value), IPEndPoint.Parse(found.Groups[2].Value));
    }

    private static List<string> StoreArguments(ServerSettings settings) => settings.Postgres is null
        ? ["--data", settings.DataDirectory]
        : ["--data", settings.DataDirectory, "--store", "postgres", "--postgres", settings.Postgres];

    [GeneratedRegex("^ready http=(\\S+) sip=(\\S+)")]
    private static partial Regex ReadyLine();

    private sealed class DiedException : Exception;
}

/// <param name="Postgres">A connection string; null is SQLite in the data directory.</param>
internal sealed record ServerSettings(string DataDirectory, string MarketFile, string? Postgres)
{
    /// <summary>Four for each call at the same time.</summary>
    public int SoundPorts { get; init; } = 400;

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
}
