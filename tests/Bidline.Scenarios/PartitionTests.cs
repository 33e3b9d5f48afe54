using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bidline.Scenarios.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Scenarios;

/// <summary>
/// The network is cut while calls come in (F37 of the fault matrix): to the bidders, or to the database, in one direction
/// or both. BIDLINE_PARTITION is how many seconds; 30 is the longest that was tried.
/// </summary>
public sealed partial class PartitionTests : IAsyncLifetime
{
    private const int Calls = 40;
    private const int CallsPerSecond = 8;

    private static readonly double Seconds =
        double.TryParse(Environment.GetEnvironmentVariable("BIDLINE_PARTITION"), out var seconds) ? seconds : 2;

    private readonly string _directory = Repository.FreshDirectory();
    private readonly List<ChildProgram> _phones = [];
    private readonly Dictionary<string, int> _ports = [];

    private static GivenMarket Given { get; } = new()
    {
        DeadlineMs = 300,
        Targets =
        [
            new GivenTarget { Id = "alpha", Bids = "30.00" },
            new GivenTarget { Id = "beta", Fixed = "10.00" },
        ],
    };

    public ValueTask InitializeAsync()
    {
        foreach (var target in Given.Targets)
        {
            var (phone, port) = Sipp.Phone(target.Phone, target.PhoneSeconds, _directory);
            _phones.Add(phone);
            _ports.Add(target.Id, port);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        foreach (var phone in _phones) phone.Dispose();
        Directory.Delete(_directory, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("BothWays")]
    [InlineData("There")]
    [InlineData("Back")]
    public async Task Every_call_is_still_sold_while_a_bidder_cannot_be_reached(string way)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var bidders = await ScenarioBidder.StartAsync(Given.Targets, cancel);
        await using var line = new CutLine(new IPEndPoint(IPAddress.Loopback, bidders.Address.Port));
        await using var server = await ServeAsync(new UriBuilder(bidders.Address) { Port = line.Port }.Uri, null, cancel);

        var (code, answered) = await CallWhileCutAsync(server, line, Enum.Parse<Cut>(way), cancel);
        var calls = await SettledAsync(server, Calls, cancel);

        (code, answered).ShouldBe((0, Calls), server.Said);
        line.Held.ShouldBeGreaterThan(0);
        calls.Count.ShouldBe(Calls);
        Count(calls, "outcome", "connected").ShouldBe(Calls);
        Count(calls, "revenue", "10.00").ShouldBeGreaterThan(0, "nobody was left to the other target");
        Count(calls, "revenue", "30.00").ShouldBeGreaterThan(0, "the bidder was never reached");
        await ShouldAddUpAsync(server, cancel);
    }

    [Theory]
    [InlineData("BothWays")]
    [InlineData("There")]
    [InlineData("Back")]
    public async Task Nothing_is_lost_or_booked_twice_while_the_database_cannot_be_reached(string way)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var postgres = await Postgres.StartAsync(cancel);
        var store = new DbConnectionStringBuilder { ConnectionString = await postgres.FreshDatabaseAsync(cancel) };
        await using var line = new CutLine(new UnixDomainSocketEndPoint($"{store["Host"]}/.s.PGSQL.5432"));
        (store["Host"], store["Port"]) = ("127.0.0.1", line.Port);
        await using var bidders = await ScenarioBidder.StartAsync(Given.Targets, cancel);
        await using var server = await ServeAsync(bidders.Address, store.ConnectionString, cancel);

        // What cannot be written down is refused or waits; either is an end, and sipp sees one for every call.
        var (_, answered) = await CallWhileCutAsync(server, line, Enum.Parse<Cut>(way), cancel);
        answered.ShouldBeGreaterThan(0);
        // I7: no call that was answered is without its record.
        var during = (await SettledAsync(server, answered, cancel)).Count;
        during.ShouldBeInRange(answered, Calls);
        line.Held.ShouldBeGreaterThan(0);

        using var after = Sipp.Call(new CallerAct { Caller = "talks", Calls = 5 }, server.Sip, _directory);
        (await after.EndAsync(TimeSpan.FromSeconds(60), cancel)).ShouldBe(0, server.Said);
        var calls = await SettledAsync(server, during + 5, cancel);
        Count([.. calls.Take(5)], "revenue", "30.00").ShouldBe(5, server.Said);
        await ShouldAddUpAsync(server, cancel);
    }

    private async Task<(int Code, int Answered)> CallWhileCutAsync(ServerProgram server, CutLine line, Cut cut, CancellationToken cancel)
    {
        using var caller = Sipp.Call(
            new CallerAct { Caller = "talks", Calls = Calls, PerSecond = CallsPerSecond }, server.Sip, _directory);
        await Task.Delay(TimeSpan.FromSeconds(1.5), cancel);
        line.Break(cut);
        await Task.Delay(TimeSpan.FromSeconds(Seconds), cancel);
        line.Mend();
        var code = await caller.EndAsync(TimeSpan.FromSeconds(75), cancel);
        return (code, int.Parse(Successful().Match(caller.Said).Groups[1].Value, CultureInfo.InvariantCulture));
    }

    private async Task<ServerProgram> ServeAsync(Uri bidders, string? postgres, CancellationToken cancel)
    {
        var market = Path.Combine(_directory, "market.yaml");
        await File.WriteAllTextAsync(market, ScenarioMarket.Yaml(Given, bidders, _ports), cancel);
        var settings = new ServerSettings(Path.Combine(_directory, "data"), market, postgres);
        Directory.CreateDirectory(settings.DataDirectory);
        return await ServerProgram.StartAsync(settings, cancel);
    }

    private static Task<IReadOnlyList<JsonElement>> SettledAsync(ServerProgram server, int atLeast, CancellationToken cancel) =>
        new CallRecords(server.Api).SettledAsync(atLeast, TimeSpan.FromSeconds(30), cancel);

    private static int Count(IReadOnlyList<JsonElement> calls, string field, string value) =>
        calls.Count(call => call.GetProperty(field).GetString() == value);

    private static async Task ShouldAddUpAsync(ServerProgram server, CancellationToken cancel)
    {
        await server.StopAsync(cancel);
        var (code, said) = await server.CheckAsync(cancel);
        code.ShouldBe(0, said);
    }

    /// <summary>What sipp says at its end of the calls that went as their part has it: answered, talked and hung up.</summary>
    [GeneratedRegex(@"Successful call\s*\|\s*\d+\s*\|\s*(\d+)")]
    private static partial Regex Successful();
}
