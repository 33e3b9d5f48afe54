using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Bidline.Cli.Demo;
using Bidline.Server.Hosting;
using Bidline.Simulator;
using Bidline.Storage;

namespace Bidline.Cli.Commands;

/// <summary>`bidline demo`: a server and a whole simulated world around it, on this machine alone.</summary>
internal static class DemoCommand
{
    private const string Note = """
        Callers, bidders and phones all live on this machine, and all numbers are fictional (555-01xx). Time is
        compressed: a call qualifies after 3 s of conversation instead of 60 to 120, a phone rings 3 or 4 s instead of
        25. Milliseconds of the auctions are real.
        """;

    public static Verb Create()
    {
        var calls = Twin.Number<int?>("--calls", "Place this many calls, then sum up, check and end.", null);
        var seed = Twin.Number<ulong>(
            "--seed", "Decides callers, bids and phones; the same seed gives the same market day.", 1);
        var rate = new Option<string?>("--rate")
        {
            Description = "New calls over time. [default 30/min; with --calls 5/s]",
        };
        var data = Twin.Text("--data", "BIDLINE__DATA", "Directory for everything that is kept.", "./bidline-data/demo");
        var http = Twin.Text("--http", "BIDLINE__HTTP", "Console and API; a free port when this is taken.", "127.0.0.1:8080");
        var sip = Twin.Text("--sip", "BIDLINE__SIP", "Calls; a free port when this is taken.", "127.0.0.1:5060");
        var rtp = Twin.Text("--rtp", "BIDLINE__RTP", "Ports for the sound of calls.", "20000-29999");
        var verb = new Verb("demo", "Run a simulated market with real SIP calls and HTTP bidders, to look at.")
        {
            Note = Note,
            Examples =
            [
                "bidline demo",
                "bidline demo --calls 100 --seed 42",
                "bidline demo --rate 2/s --data /tmp/demo",
            ],
        };
        foreach (var option in (Option[])[calls, seed, rate, data, http, sip, rtp]) verb.Add(option);
        verb.Does(async (parsed, cancel) =>
        {
            var count = parsed.GetValue(calls);
            if (count <= 0) throw new CommandException("--calls wants a number above 0.", ExitCode.BadInput);
            var pace = Rate.PerSecond(parsed.GetValue(rate) ?? (count is null ? "30/min" : "5/s"));
            var (first, last) = Twin.Ports(parsed.GetValue(rtp)!, "--rtp");
            var settings = new ServeSettings(
                parsed.GetValue(data)!,
                Free(Twin.Endpoint(parsed.GetValue(http)!, "--http"), SocketType.Stream),
                Free(Twin.Endpoint(parsed.GetValue(sip)!, "--sip"), SocketType.Dgram),
                first, last, StoreKind.Sqlite, null, [], AllowPrivate: true,
                AdminKey: "bl_demo_" + RandomNumberGenerator.GetHexString(32, lowercase: true), DemoSignIn: true);
            return await new DemoRun(settings, new WorldSettings(parsed.GetValue(seed), count, pace)).PlayAsync(cancel);
        });
        return verb;
    }

    /// <summary>The address, with a port that the system chooses when somebody has this one: a demo should just start.</summary>
    private static IPEndPoint Free(IPEndPoint wanted, SocketType type)
    {
        try
        {
            using var socket = new Socket(
                wanted.AddressFamily, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
            // Without exclusive use, a port that lingers after an earlier demo would look taken.
            if (type == SocketType.Stream)
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(wanted);
            if (type == SocketType.Stream) socket.Listen();
            return wanted;
        }
        catch (SocketException)
        {
            return new IPEndPoint(wanted.Address, 0);
        }
    }
}
