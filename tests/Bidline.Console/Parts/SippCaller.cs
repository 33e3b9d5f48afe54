using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Bidline.Console.Parts;

/// <summary>Debian's sipp as a caller: somebody else's SIP stack.</summary>
internal static class SippCaller
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>sipp takes a pair for sound and one for pictures, whether there are any or not.</summary>
    private const int MediaPorts = 4;

    /// <summary>One call that talks for so long. Throws unless it went as such a call goes.</summary>
    public static async Task CallAsync(string caller, string dialled, TimeSpan talk, IPEndPoint server)
    {
        var start = new ProcessStartInfo("sipp")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        string[] arguments =
        [
            "-sf", Path.Combine(Repository.Root, "tests/Bidline.Scenarios/sipp/caller-talks.xml"), "-i", "127.0.0.1",
            "-p", $"{FreePorts.One()}", "-mi", "127.0.0.1", "-mp", $"{FreePorts.Range(MediaPorts)}", "-nostdin", "-s", dialled, "-key", "caller", caller,
            "-key", "attestation", "A", "-m", "1", "-d", talk.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture),
            "-timeout", "50", "-timeout_error", $"{server}",
        ];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var sipp = Process.Start(start)!;
        sipp.StandardInput.Close();
        var said = Task.WhenAll(sipp.StandardOutput.ReadToEndAsync(), sipp.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Patience);
        await sipp.WaitForExitAsync(patience.Token);
        if (sipp.ExitCode != 0) throw new InvalidOperationException($"sipp ended with {sipp.ExitCode}:\n{string.Join('\n', await said)}");
    }
}
