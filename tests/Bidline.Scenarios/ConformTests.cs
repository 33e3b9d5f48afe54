using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Bidline.Scenarios.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Scenarios;

/// <summary>`bidline conform bidder` as a person runs it, and the bidder of examples/ as a person starts it.</summary>
public sealed partial class ConformTests : IDisposable
{
    private readonly string _directory = Repository.FreshDirectory();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_examples_build_and_pass_every_check_that_applies()
    {
        const string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var (bidder, url) = await StartAsync("examples/bidder/bidder.cs", "http://127.0.0.1:0");
        using var one = bidder;
        var (mailbox, notices) = await StartAsync("examples/bidder/notices.cs", secret, "http://127.0.0.1:0");
        using var other = mailbox;
        var (junit, json) = (Path.Combine(_directory, "report.xml"), Path.Combine(_directory, "report.json"));

        // The machine that runs tests is busy; how quick the example is, is not the question here.
        var (code, said) = await Verbs.RunAsync(
            Cancel, "conform", "bidder", url, "--deadline", "1000", "--strict", "--junit", junit, "--json", json,
            "--notices", notices, "--secret", secret);

        code.ShouldBe(0, said);
        said.ShouldContain("ok      valid-bid         31.50 USD for a caller from FL");
        XDocument.Parse(await File.ReadAllTextAsync(junit, Cancel)).Descendants("failure").ShouldBeEmpty();
        var report = JsonDocument.Parse(await File.ReadAllTextAsync(json, Cancel)).RootElement;
        report.GetProperty("verdict").GetString().ShouldBe("passed");
        NotPassed(report).ShouldBe(["dialable not_applicable", "tls not_applicable"]);
        // What another program said travels through a pipe: it may arrive after our own has ended.
        for (var tries = 0; tries < 500 && !mailbox.Said.Contains("bid.converted", StringComparison.Ordinal); tries++)
            await Task.Delay(20, Cancel);
        mailbox.Said.ShouldContain("bid.converted");
    }

    [Theory]
    [InlineData(400, 0, "ok      tls               TLS 1.3, certificate until ")]
    [InlineData(7, 3, "WARN    tls               TLS 1.3, certificate until ")]
    public async Task A_certificate_is_looked_at_with_the_authorities_of_the_machine(int days, int expected, string line)
    {
        var root = Path.Combine(_directory, "root.pem");
        var until = TimeProvider.System.GetUtcNow().AddDays(days);
        await using var bidder = await SecureBidder.StartAsync(until, root, Cancel);
        using var program = ChildProgram.Start(
            "dotnet", [Repository.Program, "conform", "bidder", bidder.Url, "--only", "tls", "--strict"],
            environment: new Dictionary<string, string> { ["SSL_CERT_FILE"] = root });

        var code = await program.EndAsync(TimeSpan.FromSeconds(60), Cancel);

        code.ShouldBe(expected, program.Said);
        program.Said.ShouldContain(line);
    }

    [Fact]
    public async Task A_bidder_that_fails_is_exit_code_3_with_a_drawing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _ = BidNonsenseAsync(listener);

        var (code, said) = await Verbs.RunAsync(Cancel, "conform", "bidder", $"http://{listener.LocalEndpoint}/bid", "--only", "valid-bid");

        code.ShouldBe(3, said);
        said.ShouldContain("FAILED valid-bid: ");
        said.ShouldContain("""|   {"bid":"27,50"}""");
    }

    [Fact]
    public async Task The_checks_can_be_listed_without_a_bidder()
    {
        var (code, said) = await Verbs.RunAsync(Cancel, "conform", "bidder", "--list");

        code.ShouldBe(0);
        said.ShouldContain("below-floor       it does not bid what cannot win");
    }

    [Fact]
    public async Task A_bidder_that_is_not_there_is_one_sentence_and_exit_code_1()
    {
        var (code, said) = await Verbs.RunAsync(Cancel, "conform", "bidder", "http://127.0.0.1:9/bid", "--only", "valid-bid");

        code.ShouldBe(1);
        said.ShouldContain("bidline: http://127.0.0.1:9/bid cannot be asked: connect failed: ConnectionRefused.");
    }

    [Theory]
    [InlineData("bids.example.com", "is no address of a bidder")]
    [InlineData("http://127.0.0.1:9/bid --only speed", "There is no check 'speed'. There are: valid-bid, ")]
    [InlineData("http://127.0.0.1:9/bid --deadline 5", "--deadline wants milliseconds from 10 to 5000.")]
    [InlineData("http://127.0.0.1:9/bid --tag age", "--tag wants name=value")]
    [InlineData("http://127.0.0.1:9/bid --notices http://127.0.0.1:9/notices", "--notices and --secret go together.")]
    [InlineData("http://127.0.0.1:9/bid --floor ten", "--floor wants an amount")]
    public async Task What_is_typed_wrongly_is_one_sentence_and_exit_code_2(string arguments, string sentence)
    {
        var (code, said) = await Verbs.RunAsync(Cancel, ["conform", "bidder", .. arguments.Split(' ')]);

        code.ShouldBe(2, said);
        said.ShouldContain(sentence);
    }

    /// <summary>An example as a person starts it, and the address that it says it is at.</summary>
    private static async Task<(ChildProgram Example, string Address)> StartAsync(string file, params string[] arguments)
    {
        var address = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var example = ChildProgram.Start(
            "dotnet", ["run", Path.Combine(Repository.Root, file), "--", .. arguments],
            line: line =>
            {
                if (At().Match(line) is { Success: true } match) address.TrySetResult(match.Groups[1].Value);
            });
        var end = example.EndAsync(TimeSpan.FromMinutes(3), Cancel);
        (await Task.WhenAny(address.Task, end)).ShouldBe(address.Task, example.Said);
        return (example, await address.Task);
    }

    private static IEnumerable<string> NotPassed(JsonElement report) => report.GetProperty("checks").EnumerateArray()
        .Select(check => $"{check.GetProperty("name")} {check.GetProperty("verdict")}")
        .Where(line => !line.EndsWith(" passed", StringComparison.Ordinal));

    private static async Task BidNonsenseAsync(TcpListener listener)
    {
        const string answer = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{\"bid\":\"27,50\"}";
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(Cancel);
                var stream = client.GetStream();
                _ = await stream.ReadAsync(new byte[16 * 1024], Cancel);
                await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), Cancel);
            }
        }
        catch (Exception over) when (over is ObjectDisposedException or SocketException or OperationCanceledException or IOException)
        {
        }
    }

    [GeneratedRegex("^(?:bidding|listening) at (\\S+)")]
    private static partial Regex At();
}
