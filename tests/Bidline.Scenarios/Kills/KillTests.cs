using System.Globalization;
using Bidline.Primitives;
using Bidline.Scenarios.Parts;
using Shouldly;
using Xunit;

namespace Bidline.Scenarios.Kills;

/// <summary>
/// The real program, killed with SIGKILL in each step of hold, dial, answer, settle and postback while other calls are in
/// other steps, and started again: the books must be right after each death. BIDLINE_KILLS=1000 passes all points of all
/// steps in turn, on both stores, and dies at times again as it recovers; README.md here has what came out.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>How often it dies, over all points and stores.</summary>
    private static int Kills { get; } = Asked("BIDLINE_KILLS");

    /// <summary>The first round's number, which its dice are thrown by: a later run goes on where an earlier one ended.</summary>
    private static int From { get; } = Asked("BIDLINE_KILLS_FROM");

    /// <summary>One point of each step, where most is half done.</summary>
    private static readonly string[] Steps =
        ["hold.durable", "dialling.started", "answer.durable", "settle.posted", "conversion.posted", "postback.answered"];

    /// <summary>How far a long run has come.</summary>
    private static string Report => Path.Combine(Repository.Root, "artifacts", "kills.txt");

    [Fact]
    public async Task No_death_of_the_server_breaks_a_book()
    {
        if (Kills > 0)
        {
            await DieForLongAsync();
            return;
        }

        (await RoundAsync(null, Steps, new Random(1), again: 0)).ShouldBe(Steps.Length);
    }

    private async Task DieForLongAsync()
    {
        await using var postgres = await Postgres.StartAsync(Cancel);
        var deaths = 0;
        for (var round = From; deaths < Kills; round++)
        {
            // Every other round on PostgreSQL, each on fresh data: the check reads all of it.
            var store = round % 2 == 1 ? await postgres.FreshDatabaseAsync(Cancel) : null;
            deaths += await RoundAsync(store, FailPoint.Names, new Random(round), again: 0.25);
            var line = $"{deaths} deaths in rounds {From} to {round}, 0 violations";
            output.WriteLine(line);
            await File.WriteAllTextAsync(Report, line + "\n", Cancel);
        }
    }

    private static int Asked(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Every point once, in an order of the dice.</summary>
    /// <param name="again">How often it dies once more in the middle of a recovery.</param>
    private static async Task<int> RoundAsync(string? store, IReadOnlyList<string> names, Random dice, double again)
    {
        var points = names.ToArray();
        dice.Shuffle(points);
        await using var run = await KillRun.StartAsync(store, Cancel);
        foreach (var point in points)
        {
            var then = dice.NextDouble() < again ? points[dice.Next(points.Length)] : null;
            await run.KillAsync(point, 1 + dice.Next(2), then);
        }

        await run.EndAsync();
        return run.Deaths;
    }
}
