using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Bidline.Console.Parts;

/// <summary>`bidline serve` as a child, on an empty data directory: an exchange that nobody owns yet.</summary>
public sealed partial class FreshServer : IAsyncDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _directory;

    private FreshServer(Process process, string directory, Uri address, string setupPath) =>
        (_process, _directory, Address, SetupPath) = (process, directory, address, setupPath);

    public Uri Address { get; }

    /// <summary>Path and query of the link that the server printed.</summary>
    public string SetupPath { get; }

    public string Data => Path.Combine(_directory, "data");

    public static async Task<FreshServer> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("bidline-console-").FullName;
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, WorkingDirectory = directory };
        string[] arguments =
            [Repository.Program, "serve", "--data", Path.Combine(directory, "data"), "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0"];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        var said = new StringBuilder();
        using var patience = new CancellationTokenSource(StartMax);
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            said.AppendLine(line);
            if (SetupLink().Match(said.ToString()) is { Success: true } link)
                return new FreshServer(process, directory, new Uri(link.Groups[1].Value), link.Groups[2].Value);
        }

        throw new InvalidOperationException($"The server printed no set-up link:\n{said}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [GeneratedRegex(@"^\s*(http://\S+?)(/setup\?token=\S+)", RegexOptions.Multiline)]
    private static partial Regex SetupLink();
}
