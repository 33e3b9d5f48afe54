using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Bidline.Scenarios.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Scenarios.Plans;

/// <summary>Two hundred real calls through a plan of three tiers, against a model that knows nothing of the program.</summary>
public sealed class PlanTests(ScenarioTests.Servers servers) : IClassFixture<ScenarioTests.Servers>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, InlineData("sqlite"), InlineData("postgres")]
    public async Task Two_hundred_calls_through_three_tiers_land_exactly_as_the_model_says(string store)
    {
        var directory = Repository.FreshDirectory();
        using var market = new PlanMarket(directory);
        var path = Path.Combine(directory, "market.yaml");
        await File.WriteAllTextAsync(path, market.Yaml, Cancel);
        var postgres = store == "postgres" ? await servers.FreshDatabaseAsync(Cancel) : null;
        var settings = new ServerSettings(Path.Combine(directory, "data"), path, postgres) { SoundPorts = 800 };
        Directory.CreateDirectory(settings.DataDirectory);
        await using var server = await ServerProgram.StartAsync(settings, Cancel);
        PlannedCall[][] waves = [PlannedCall.Wave(1), PlannedCall.Wave(2)];

        IReadOnlyList<JsonElement> calls = [];
        foreach (var (index, wave) in waves.Index()) calls = await CallAsync(server, wave, 100 * (index + 1), directory);

        var expected = PlanModel.Of(waves);
        Differences(PlanTally.Of(calls), expected).ShouldBeEmpty($"{directory}\n{server.Said}");
        await ShouldBeBookedAsync(server, expected);
        await server.StopAsync(Cancel);
        var (code, said) = await server.CheckAsync(Cancel);
        code.ShouldBe(0, said);
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Or the run above would prove nothing: its calls overlap, and their order is the machine's.</summary>
    [Fact]
    public void The_model_says_the_same_whatever_the_order_of_a_waves_calls()
    {
        var first = PlanModel.Of(PlannedCall.Wave(1), PlannedCall.Wave(2));

        for (var seed = 3; seed < 500; seed++)
            Differences(PlanModel.Of(PlannedCall.Wave(seed), PlannedCall.Wave(-seed)), first).ShouldBeEmpty($"seed {seed}");
    }

    private static async Task<IReadOnlyList<JsonElement>> CallAsync(
        ServerProgram server, PlannedCall[] wave, int settled, string directory)
    {
        string[] lines = [.. wave.Index().Select(pair => pair.Item.Line(pair.Index))];
        using var caller = Sipp.CallAll(lines, perSecond: 33, server.Sip, directory);
        (await caller.EndAsync(TimeSpan.FromSeconds(75), Cancel)).ShouldBe(0, $"{caller.Said}\n{server.Said}");
        return await new CallRecords(server.Api).SettledAsync(settled, TimeSpan.FromSeconds(20), Cancel);
    }

    private static async Task ShouldBeBookedAsync(ServerProgram server, SortedDictionary<string, decimal> expected)
    {
        var accounts = await server.Api.GetFromJsonAsync<JsonElement>("/v1/ledger/accounts", Cancel);
        var rows = accounts.GetProperty("data").EnumerateArray().ToDictionary(
            row => row.GetProperty("account").GetString()!,
            row => decimal.Parse(row.GetProperty("free").GetString()!, CultureInfo.InvariantCulture));
        var revenue = PlanModel.RevenueOf(expected);

        // What is free is the balance less what is held: nothing is.
        rows["buyer_prepaid:acme"].ShouldBe(10_000m - (revenue - expected["hotel revenue"]));
        rows["buyer_prepaid:poor"].ShouldBe(0m);
        rows["publisher_payable:zeta"].ShouldBe(expected["payout"]);
    }

    /// <summary>"hotel answered: 29, and the model says 30".</summary>
    private static IEnumerable<string> Differences(
        SortedDictionary<string, decimal> found, SortedDictionary<string, decimal> expected) => expected.Keys
        .Union(found.Keys)
        .Where(what => found.GetValueOrDefault(what) != expected.GetValueOrDefault(what))
        .Select(what => string.Create(
            CultureInfo.InvariantCulture,
            $"{what}: {found.GetValueOrDefault(what)}, and the model says {expected.GetValueOrDefault(what)}"));
}
