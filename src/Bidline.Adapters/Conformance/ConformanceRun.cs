using Bidline.Adapters.Conformance.Checks;
using Bidline.Calls.Reasons;

namespace Bidline.Adapters.Conformance;

/// <summary>Takes one bidder through the checks. It is asked for real, over HTTP; nothing is sold.</summary>
public sealed class ConformanceRun(ConformanceSettings settings, TimeProvider clock)
{
    /// <summary>Every check in the order it is run: name, what it proves and how.</summary>
    public static IReadOnlyList<(string Name, string Proves, string How)> Checks { get; } =
        [.. AllChecks.InOrder.Select(check => (check.Name, check.Proves, check.How))];

    /// <param name="began">Called with a check's name before it runs.</param>
    /// <param name="ended">Called with its result.</param>
    public async Task<ConformanceReport> RunAsync(
        Action<string> began, Action<CheckResult> ended, CancellationToken cancel)
    {
        using var examiner = new Examiner(settings, clock);
        var (begunAt, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        began("survey");
        var survey = await Survey.TakeAsync(examiner, settings.Caller, cancel).ConfigureAwait(false);
        var results = new List<CheckResult>();
        foreach (var check in AllChecks.InOrder.Where(IsWanted))
        {
            cancel.ThrowIfCancellationRequested();
            began(check.Name);
            var at = clock.GetTimestamp();
            var earlier = results.ToDictionary(done => done.Name, done => done.Verdict);
            var exam = new Exam(settings, examiner, survey, earlier, clock, cancel);
            var verdict = Before(check, exam, clock.GetElapsedTime(started))
                ?? await check.Run(exam).ConfigureAwait(false);
            results.Add(new CheckResult(check.Name, check.Proves, check.How, verdict, clock.GetElapsedTime(at)));
            ended(results[^1]);
        }

        var unreachable = survey.Unreachable is { } reason ? ReasonCatalogue.Say(reason) : null;
        return new ConformanceReport(
            settings.Bidder, begunAt, clock.GetElapsedTime(started), examiner.Count, unreachable, results);
    }

    private bool IsWanted(Check check) => settings.Only.Count == 0 || settings.Only.Contains(check.Name);

    /// <summary>A verdict that needs no looking.</summary>
    private Verdict.Skipped? Before(Check check, Exam exam, TimeSpan spent)
    {
        if (spent > settings.AtMost) return new Verdict.Skipped($"no time left of {settings.AtMost.TotalSeconds:0} s");
        if (check == WireChecks.Tls) return null;
        if (exam.Survey.Unreachable is { } reason)
            return new Verdict.Skipped($"the bidder cannot be asked: {ReasonCatalogue.Say(reason)}");
        if (check != WireChecks.Gzip && exam.Survey.All.Any(WireChecks.IsEncoded))
            return new Verdict.Skipped($"its answers are compressed: see {WireChecks.Gzip.Name}");
        if (check.NeedsBid && exam.Survey.Bid is null)
            return new Verdict.Skipped($"no bid to look at: see {AnswerChecks.ValidBid.Name}");
        return check.NeedsForm && exam.Survey.Plain is null
            ? new Verdict.Skipped($"not even an ordinary question is answered in form: see {AnswerChecks.ValidBid.Name}")
            : null;
    }
}
