using System.Diagnostics;
using System.Globalization;
using System.Net;
using Bidline.Tests.Tidy;

namespace Bidline.Tests.Sip.EndToEnd;

/// <summary>sipp from Debian, playing one of the scenarios once: a judge that is not us.</summary>
internal static class Sipp
{
    private const string Program = "/usr/bin/sipp";

    public static bool IsThere => File.Exists(Program);

    /// <summary>sipp takes a pair for sound and one for pictures, whether there are any or not.</summary>
    private const int MediaPorts = 4;

    public static IPEndPoint FreePort() => new(IPAddress.Loopback, FreePorts.One());

    /// <summary>Whether somebody has that port. Asked of the kernel: trying it ourselves could be in sipp's way.</summary>
    public static bool Listens(IPEndPoint at, bool tcp) => File.ReadLines(tcp ? "/proc/net/tcp" : "/proc/net/udp")
        .Any(line => line.Contains(string.Create(CultureInfo.InvariantCulture, $":{at.Port:X4} "), StringComparison.Ordinal));

    /// <summary>Null when the scenario went as written; otherwise what sipp said.</summary>
    public static async Task<string?> PlayAsync(string scenario, IPEndPoint own, IPEndPoint remote, bool tcp = false)
    {
        var file = Path.Combine(SourceTree.Root, "tests/Bidline.Tests/Sip/scenarios", scenario + ".xml");
        var folder = Directory.CreateTempSubdirectory("sipp");
        string[] arguments =
        [
            "-sf", file, "-i", "127.0.0.1", "-p", own.Port.ToString(CultureInfo.InvariantCulture), "-m", "1",
            "-s", "+13055550142", "-t", tcp ? "t1" : "u1", "-timeout", "60s", "-timeout_error", "-trace_err",
            "-mp", $"{FreePorts.Range(MediaPorts)}", remote.ToString(),
        ];
        var start = new ProcessStartInfo(Program, arguments)
        {
            WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var running = Process.Start(start)!;
        _ = running.StandardOutput.ReadToEndAsync();
        var errors = running.StandardError.ReadToEndAsync();
        await running.WaitForExitAsync();
        var log = string.Concat(folder.EnumerateFiles("*errors.log").Select(f => File.ReadAllText(f.FullName)));
        folder.Delete(recursive: true);
        return running.ExitCode == 0 ? null : $"{scenario}: exit {running.ExitCode}\n{await errors}\n{log}";
    }
}
