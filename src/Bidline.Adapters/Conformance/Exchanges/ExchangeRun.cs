using Bidline.Calls.Reasons;

namespace Bidline.Adapters.Conformance.Exchanges;

/// <summary>Takes one exchange through the checks: it is pinged for real, over HTTP, with test: true.</summary>
public sealed class ExchangeRun(ExchangeSettings settings, TimeProvider clock)
{
    /// <summary>Every check in the order it is run: name, what it proves and how.</summary>
    public static IReadOnlyList<(string Name, string Proves, string How)> Checks { get; } =
        [.. InOrder.Select(check => (check.Name, check.Proves, check.How))];

    private static IReadOnlyList<ExchangeCheck> InOrder =>
        [.. AnswerFormChecks.All, .. BadPingChecks.All, .. AgainChecks.All, .. TempoChecks.All];

    /// <param name="began">Called with a check's name before it runs.</param>
    /// <param name="ended">Called with its result.</param>
    public async Task<ConformanceReport> RunAsync(
        Action<string> began, Action<CheckResult> ended, CancellationToken cancel)
    {
        using var pinger = new Pinger(settings, clock);
        var (begunAt, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        began("first ping");
        var first = await pinger.PingAsync().ConfigureAwait(false);
        var unreachable = first.Status is null && first.Fault is { } fault ? ReasonCatalogue.Say(fault) : null;
        var exam = new ExchangeExam(settings, pinger, first, clock);
        var results = new List<CheckResult>();
        foreach (var check in InOrder.Where(check => settings.Only.Count == 0 || settings.Only.Contains(check.Name)))
        {
            cancel.ThrowIfCancellationRequested();
            began(check.Name);
            var at = clock.GetTimestamp();
            var verdict = Before(check, first, unreachable, clock.GetElapsedTime(started))
                ?? await check.Run(exam).ConfigureAwait(false);
            results.Add(new CheckResult(check.Name, check.Proves, check.How, verdict, clock.GetElapsedTime(at)));
            ended(results[^1]);
        }

        return new ConformanceReport(
            settings.Offers, begunAt, clock.GetElapsedTime(started), pinger.Count, unreachable, results)
        {
            Kind = "exchange",
        };
    }

    private Verdict.Skipped? Before(ExchangeCheck check, Pinged first, string? unreachable, TimeSpan spent)
    {
        if (spent > settings.AtMost) return new Verdict.Skipped($"no time left of {settings.AtMost.TotalSeconds:0} s");
        if (unreachable is not null) return new Verdict.Skipped($"the exchange cannot be asked: {unreachable}");
        return check.NeedsOffer && !first.IsOffered
            ? new Verdict.Skipped($"no offer to look at ({first.InWords()}): describe a caller that it wants")
            : null;
    }
}
