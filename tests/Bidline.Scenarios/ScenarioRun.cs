using System.Net.Http.Json;
using System.Text.Json;
using Bidline.Scenarios.Parts;
using Shouldly;

namespace Bidline.Scenarios;

/// <summary>Plays one scenario against the real program, and checks the invariants when it is over.</summary>
internal sealed class ScenarioRun(Scenario scenario, string? postgres, CancellationToken cancel)
{
    private readonly string _directory = Repository.FreshDirectory();
    private readonly Dictionary<string, ChildProgram> _phones = [];

    public async Task PlayAsync()
    {
        try
        {
            await using var bidders = await ScenarioBidder.StartAsync(scenario.Given.Targets, cancel);
            var market = Path.Combine(_directory, "market.yaml");
            await File.WriteAllTextAsync(market, ScenarioMarket.Yaml(scenario.Given, bidders.Address, StartPhones()), cancel);
            var settings = new ServerSettings(Path.Combine(_directory, "data"), market, postgres);
            Directory.CreateDirectory(settings.DataDirectory);
            await using var server = await ServerProgram.StartAsync(settings, cancel);
            await PlayOnAsync(server, bidders);
        }
        finally
        {
            foreach (var phone in _phones.Values) phone.Dispose();
        }

        // Kept when something failed, for whoever looks into it.
        Directory.Delete(_directory, recursive: true);
    }

    private async Task PlayOnAsync(ServerProgram server, ScenarioBidder bidders)
    {
        foreach (var blocked in scenario.Given.Blocked)
        {
            using var answer = await server.Api.PostAsJsonAsync("/v1/blocked-callers", new { caller = blocked, why = "test" }, cancel);
            answer.EnsureSuccessStatusCode();
        }

        foreach (var (index, earlier) in scenario.Earlier.Index()) await PlayEarlierAsync(server, earlier, index + 1);
        if (scenario.When.AfterRestart) await server.KillAndRestartAsync(cancel);
        IReadOnlyList<JsonElement> calls;
        using (var caller = Sipp.Call(scenario.When, server.Sip, _directory))
        {
            if (scenario.When.KillAfterSeconds is { } seconds)
            {
                await Task.Delay(TimeSpan.FromSeconds(seconds), cancel);
                caller.Kill();
                await server.KillAndRestartAsync(cancel);
            }
            else
            {
                var code = await caller.EndAsync(TimeSpan.FromSeconds(75), cancel);
                code.ShouldBe(0, $"sipp as caller:\n{Errors()}\n{caller.Said}\nserver:\n{server.Said}");
            }

            calls = await SettledAsync(server, scenario.Then.Calls + scenario.Earlier.Count);
            // The newest come first.
            calls = [.. calls.Take(calls.Count - scenario.Earlier.Count)];
        }

        Differences.Between(scenario.Then, calls).ShouldBeEmpty(Story(server, calls));
        foreach (var (bidder, times) in scenario.Then.Asked)
            bidders.Asked.GetValueOrDefault(bidder).ShouldBe(times, $"{bidder} was asked. {Story(server, calls)}");
        if (scenario.Then.Told is { } told)
        {
            (await ToldNotice.DifferenceAsync(told, () => bidders.Told, server.Api, TimeSpan.FromSeconds(20), cancel))
                .ShouldBeEmpty(Story(server, calls));
        }

        await server.StopAsync(cancel);
        var (checkedCode, said) = await server.CheckAsync(cancel);
        checkedCode.ShouldBe(0, said);
    }

    private async Task PlayEarlierAsync(ServerProgram server, CallerAct earlier, int calls)
    {
        using var caller = Sipp.Call(earlier, server.Sip, _directory);
        var code = await caller.EndAsync(TimeSpan.FromSeconds(75), cancel);
        code.ShouldBe(0, $"sipp as an earlier caller:\n{Errors()}\n{caller.Said}\nserver:\n{server.Said}");
        await SettledAsync(server, calls);
    }

    private Task<IReadOnlyList<JsonElement>> SettledAsync(ServerProgram server, int calls) =>
        new CallRecords(server.Api).SettledAsync(calls, TimeSpan.FromSeconds(20), cancel);

    private Dictionary<string, int> StartPhones()
    {
        var ports = new Dictionary<string, int>();
        foreach (var target in scenario.Given.Targets) StartPhone(target.Id, target.Phone, target.PhoneSeconds, ports);
        if (scenario.Given.FallbackPhone is { } phone) StartPhone(ScenarioMarket.Fallback, phone, seconds: 2, ports);
        return ports;
    }

    private void StartPhone(string id, string phone, double seconds, Dictionary<string, int> ports)
    {
        var (program, port) = Sipp.Phone(phone, seconds, _directory);
        _phones.Add(id, program);
        ports.Add(id, port);
    }

    private string Errors()
    {
        var path = Path.Combine(_directory, "caller-errors.log");
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    private string Story(ServerProgram server, IReadOnlyList<JsonElement> calls) =>
        $"{scenario.Name} ({_directory})\n{string.Join("\n", calls.Take(3))}\nserver:\n{server.Said}";
}
