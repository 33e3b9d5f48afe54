using Bidline.Scenarios.Parts;
using Shouldly;
using Xunit;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Bidline.Scenarios;

/// <summary>Every file of scenarios/, on every store that it names.</summary>
public sealed class ScenarioTests(ScenarioTests.Servers servers) : IClassFixture<ScenarioTests.Servers>
{
    public static TheoryData<string, string> Files
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var path in Repository.Scenarios)
            {
                foreach (var store in Scenario.Read(path).Stores) data.Add(Path.GetFileNameWithoutExtension(path), store);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_call_goes_as_the_scenario_says(string file, string store)
    {
        var cancel = TestContext.Current.CancellationToken;
        var scenario = Scenario.Read(Path.Combine(Repository.Root, "scenarios", file + ".yaml"));
        var postgres = store == "postgres" ? await servers.FreshDatabaseAsync(cancel) : null;

        await new ScenarioRun(scenario, postgres, cancel).PlayAsync();
    }

    [Fact]
    public void There_are_scenarios() => Files.Count.ShouldBeGreaterThan(10);

    /// <summary>One PostgreSQL server for all scenarios that want one, started when the first does.</summary>
    public sealed class Servers : IAsyncLifetime
    {
        private Postgres? _postgres;

        public ValueTask InitializeAsync() => ValueTask.CompletedTask;

        public async ValueTask DisposeAsync()
        {
            if (_postgres is not null) await _postgres.DisposeAsync();
        }

        internal async Task<string> FreshDatabaseAsync(CancellationToken cancel)
        {
            _postgres ??= await Postgres.StartAsync(cancel);
            return await _postgres.FreshDatabaseAsync(cancel);
        }
    }
}
