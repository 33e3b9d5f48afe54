using System.Net;
using System.Net.Sockets;
using Bidline.Scenarios.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Scenarios;

/// <summary>What the program says and how it ends when it is given something wrong, and that its verbs fit together.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string _directory = Repository.FreshDirectory();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_port_in_use_is_one_sentence_and_exit_code_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var (code, said) = await ServeAsync("--http", $"{taken.LocalEndpoint}", "--sip", "127.0.0.1:0");

        code.ShouldBe(1);
        Sentences(said).ShouldHaveSingleItem().ShouldContain($"{taken.LocalEndpoint}");
    }

    [Fact]
    public async Task A_sip_port_in_use_is_one_sentence_and_exit_code_1()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var (code, said) = await ServeAsync("--http", "127.0.0.1:0", "--sip", $"{taken.LocalEndPoint}");

        code.ShouldBe(1);
        Sentences(said).ShouldHaveSingleItem().ShouldContain($"{taken.LocalEndPoint}");
    }

    [Fact]
    public async Task Every_mistake_of_a_market_file_is_listed_with_its_line_and_nothing_is_applied()
    {
        var market = Market("publishers: [ { idx: zeta } ]\nbuyers: [ { id: acme, billing: barter } ]\n");

        var (code, said) = await ServeAsync("--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--apply", market);

        code.ShouldBe(2);
        said.ShouldContain($"{market}:1:");
        said.ShouldContain($"{market}:2:");
        said.ShouldNotContain("ready http");
    }

    [Theory]
    [InlineData("serve")]
    [InlineData("export")]
    public async Task Help_shows_no_secret_of_the_environment(string verb)
    {
        using var program = ChildProgram.Start(
            "env",
            [
                "BIDLINE__ADMINKEY=not-to-be-seen", "BIDLINE__STRIPESECRET=not-to-be-seen",
                "BIDLINE__POSTGRES=Password=not-to-be-seen", "dotnet", Repository.Program, verb, "--help",
            ]);

        (await program.EndAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldBe(0);

        program.Said.ShouldContain("[BIDLINE__ADMINKEY]");
        program.Said.ShouldNotContain("not-to-be-seen");
    }

    [Fact]
    public async Task Check_of_a_directory_that_is_none_is_one_sentence()
    {
        var (code, said) = await Verbs.RunAsync(Cancel, "check", "--data", Path.Combine(_directory, "nowhere"));

        code.ShouldBe(1);
        Sentences(said).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Apply_export_diff_and_keys_work_against_a_running_server()
    {
        var market = Market(Good);
        await using var server = await ServerProgram.StartAsync(new ServerSettings(_directory, market, null), Cancel);
        string[] there = ["--server", $"{server.Api.BaseAddress}", "--key", ServerProgram.AdminKey];

        (await Verbs.RunAsync(Cancel, ["diff", "-f", market, .. there])).Code.ShouldBe(0);
        var dearer = Market(Good.Replace("20.00", "24.00", StringComparison.Ordinal));
        (await Verbs.RunAsync(Cancel, ["diff", "-f", dearer, .. there])).Code.ShouldBe(3);
        (await Verbs.RunAsync(Cancel, ["apply", "-f", dearer, .. there])).Said.ShouldContain("24.00");
        (await Verbs.RunAsync(Cancel, ["export", .. there])).Said.ShouldContain("24.00");
        (await Verbs.RunAsync(Cancel, ["apply", "-f", dearer, .. there])).Said.ShouldContain("nothing to change");
        var made = await Verbs.RunAsync(Cancel, ["keys", "create", "--name", "ci", .. there]);
        made.Code.ShouldBe(0);
        (await Verbs.RunAsync(Cancel, ["keys", "list", .. there])).Said.ShouldContain("ci");
        (await Verbs.RunAsync(Cancel, ["export", "--server", $"{server.Api.BaseAddress}", "--key", "wrong"])).Code.ShouldBe(1);
    }

    [Fact]
    public async Task Diff_and_simulate_say_what_would_be_and_change_nothing()
    {
        var market = Market(Good);
        await using var server = await ServerProgram.StartAsync(new ServerSettings(_directory, market, null), Cancel);
        string[] there = ["--server", $"{server.Api.BaseAddress}", "--key", ServerProgram.AdminKey];
        var dearer = Market(Good.Replace("20.00", "24.00", StringComparison.Ordinal));

        var diff = await Verbs.RunAsync(Cancel, ["diff", dearer, .. there]);
        var json = await Verbs.RunAsync(Cancel, ["diff", dearer, "--json", .. there]);
        var now = await Verbs.RunAsync(Cancel, ["simulate", "sales", .. there]);
        var then = await Verbs.RunAsync(Cancel, ["simulate", "sales", "--market", dearer, .. there]);
        var nowhere = await Verbs.RunAsync(Cancel, ["simulate", "nowhere", .. there]);

        (diff.Code, json.Code, now.Code, then.Code, nowhere.Code).ShouldBe((3, 3, 0, 0, 1));
        diff.Said.ShouldContain("1 change against version 1; make them with: bidline apply -f");
        json.Said.ShouldContain("\"changes\": [");
        now.Said.ShouldContain("reserves 20.00");
        then.Said.ShouldContain("reserves 24.00");
        (await Verbs.RunAsync(Cancel, ["diff", market, .. there])).Said.ShouldContain("nothing would change");
        (await Verbs.RunAsync(Cancel, "diff")).Code.ShouldBe(2);
    }

    [Fact]
    public async Task Garbage_on_the_sip_port_is_dropped_and_counted()
    {
        await using var server = await ServerProgram.StartAsync(new ServerSettings(_directory, Market(Good), null), Cancel);
        using var stranger = new UdpClient();

        for (var i = 0; i < 3; i++) await stranger.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), server.Sip, Cancel);

        var figures = "";
        for (var tries = 0; tries < 200 && !figures.Contains("why=\"garbage\"} 3\n", StringComparison.Ordinal); tries++)
        {
            await Task.Delay(50, Cancel);
            figures = await server.Api.GetStringAsync("/metrics", Cancel);
        }

        figures.ShouldContain("bidline_sip_dropped_total{why=\"garbage\"} 3\n");
        figures.ShouldContain("bidline_rtp_relayed_total 0\n");
    }

    [Fact]
    public async Task A_demo_of_a_few_calls_ends_by_itself_with_books_that_agree()
    {
        var (code, said) = await Verbs.RunAsync(
            Cancel, "demo", "--calls", "21", "--rate", "4/s", "--seed", "7", "--data", Path.Combine(_directory, "demo"),
            "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0");

        code.ShouldBe(0, said);
        said.ShouldContain("21 calls, each with one outcome");
        said.ShouldContain("invariants hold");
        var again = await Verbs.RunAsync(Cancel, "replay", "--data", Path.Combine(_directory, "demo"));
        again.Code.ShouldBe(0, again.Said);
        again.Said.ShouldContain("auctions decided again");
        again.Said.ShouldNotContain(" 0 the same");
    }

    private const string Good = """
        publishers: [ { id: zeta } ]
        buyers: [ { id: acme, billing: prepaid, opening_balance: "100.00" } ]
        targets: [ { id: acme, buyer: acme, destination: "sip:desk@127.0.0.1:5999", price: { fixed: "20.00" } } ]
        campaigns:
          - id: sales
            routing: { tiers: [ { targets: [ { id: acme } ] } ] }
            publishers: [ { id: zeta, payout: { percent_of_revenue: 80 } } ]
        numbers: [ { number: "+18005550100", campaign: sales, publisher: zeta } ]
        trunks: [ { id: lab, match: { addresses: [127.0.0.0/8] } } ]
        """;

    private Task<(int Code, string Said)> ServeAsync(params string[] arguments) =>
        Verbs.RunAsync(Cancel, ["serve", "--data", Path.Combine(_directory, "data"), "--allow-private", .. arguments]);

    private string Market(string text)
    {
        var path = Path.Combine(_directory, $"{Path.GetRandomFileName()}.yaml");
        File.WriteAllText(path, text);
        return path;
    }

    private static IEnumerable<string> Sentences(string said) =>
        said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith("bidline:", StringComparison.Ordinal));
}
