using System.Globalization;
using System.Net;

namespace Bidline.Scenarios.Parts;

/// <summary>Debian's sipp as a caller and as a buyer's phone: somebody else's SIP stack as the judge of ours.</summary>
internal static class Sipp
{
    /// <summary>A phone that takes any number of calls until it is disposed.</summary>
    public static (ChildProgram Program, int Port) Phone(string part, double seconds, string directory)
    {
        var port = FreePorts.One();
        var program = ChildProgram.Start(
            "sipp", ["-sf", Repository.Sipp("phone-" + part), .. Common("127.0.0.1", port, seconds)], directory);
        return (program, port);
    }

    /// <summary>Places the calls and returns sipp's exit code: 0 when every one went as its part says.</summary>
    public static ChildProgram Call(CallerAct act, IPEndPoint server, string directory) => ChildProgram.Start(
        "sipp",
        [
            "-sf", Repository.Sipp("caller-" + act.Caller), .. Common(act.From, FreePorts.One(), act.Seconds),
            "-s", act.Dials, "-key", "caller", act.Number, "-key", "attestation", act.Attestation,
            "-m", $"{act.Calls}", "-r", $"{act.PerSecond ?? act.Calls}", "-l", $"{act.Calls}",
            "-timeout", "60", "-timeout_error", "-trace_err", "-error_file", "caller-errors.log",
            $"{server}",
        ],
        directory);

    /// <summary>Places one call a line, "caller;dialled", each caller staying to the end.</summary>
    public static ChildProgram CallAll(
        IReadOnlyList<string> lines, int perSecond, IPEndPoint server, string directory)
    {
        var list = Path.Combine(directory, $"callers-{Path.GetRandomFileName()}.csv");
        File.WriteAllLines(list, ["SEQUENTIAL", .. lines]);
        return ChildProgram.Start(
            "sipp",
            [
                "-sf", Repository.Sipp("caller-of-a-list-stays"), .. Common("127.0.0.1", FreePorts.One(), 0),
                "-inf", list, "-m", $"{lines.Count}", "-r", $"{perSecond}", "-l", $"{lines.Count}",
                "-timeout", "60", "-timeout_error", "-trace_err", "-error_file", "caller-errors.log", $"{server}",
            ],
            directory);
    }

    private static string[] Common(string address, int port, double seconds)
    {
        var media = FreePorts.Range(400);
        return
        [
            "-i", address, "-p", $"{port}", "-nostdin", "-mi", address, "-mp", $"{media}",
            "-d", (seconds * 1000).ToString("0", CultureInfo.InvariantCulture),
        ];
    }
}
