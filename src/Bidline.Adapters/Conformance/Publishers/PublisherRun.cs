namespace Bidline.Adapters.Conformance.Publishers;

/// <summary>Waits for a publisher's pings, answers them as an exchange does, good and bad, and judges what came.</summary>
public sealed class PublisherRun(PublisherSettings settings, TimeProvider clock)
{
    /// <summary>Every check in the order it is run: name, what it proves and how.</summary>
    public static IReadOnlyList<(string Name, string Proves, string How)> Checks { get; } =
        [.. PublisherChecks.All.Select(check => (check.Name, check.Proves, check.How))];

    /// <param name="listening">Called when pings can come.</param>
    /// <param name="ended">Called with each result.</param>
    /// <exception cref="System.Net.HttpListenerException">The address is taken, or may not be listened on.</exception>
    public async Task<ConformanceReport> RunAsync(Action listening, Action<CheckResult> ended, CancellationToken cancel)
    {
        using var ear = new PublisherEar(settings, clock);
        var (begunAt, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        ear.Start();
        listening();
        await ear.WaitAsync(cancel).ConfigureAwait(false);
        var heard = ear.Heard;
        var results = new List<CheckResult>();
        foreach (var check in PublisherChecks.All.Where(check => settings.Only.Count == 0
            || settings.Only.Contains(check.Name)))
        {
            var verdict = heard.Count == 0 && check.Name != "came"
                ? new Verdict.Skipped("no ping came")
                : check.Judge(settings, heard);
            results.Add(new CheckResult(check.Name, check.Proves, check.How, verdict, TimeSpan.Zero));
            ended(results[^1]);
        }

        return new ConformanceReport(settings.Offers, begunAt, clock.GetElapsedTime(started), heard.Count, null, results)
        {
            Kind = "publisher",
        };
    }
}
