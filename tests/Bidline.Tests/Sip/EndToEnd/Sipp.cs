using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Bidline.Tests.Tidy;

namespace Bidline.Tests.Sip.EndToEnd;

/// <summary>sipp from Debian, playing one of the scenarios once: a judge that is not us.</summary>
internal static class Sipp
{
    private const string Program = "/usr/bin/sipp";

    private static int _played;
    private static int _ports;

    public static bool IsThere => File.Exists(Program);

    /// <summary>
    /// A port that was free a moment ago, for UDP and TCP. It lies below the range that the kernel gives to everybody
    /// who binds port 0: other tests do that all the time, and would take it before sipp does.
    /// </summary>
    public static IPEndPoint FreePort()
    {
        while (true)
        {
            var port = 6_000 + (((Environment.ProcessId * 40) + Interlocked.Increment(ref _ports)) % 3_800);
            var place = new IPEndPoint(IPAddress.Loopback, port);
            if (IsFree(place, SocketType.Stream, ProtocolType.Tcp) && IsFree(place, SocketType.Dgram, ProtocolType.Udp))
                return place;
        }
    }

    /// <summary>sipp takes four ports from there, even when it sends no media; two of them must not meet.</summary>
    private static int NextMediaPort() =>
        10_000 + (((Environment.ProcessId * 160) + (Interlocked.Increment(ref _played) * 8)) % 9_000);

    private static bool IsFree(IPEndPoint place, SocketType type, ProtocolType protocol)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
            socket.Bind(place);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

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
            "-mp", NextMediaPort().ToString(CultureInfo.InvariantCulture), remote.ToString(),
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
