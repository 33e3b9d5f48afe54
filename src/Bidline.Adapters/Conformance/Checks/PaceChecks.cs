namespace Bidline.Adapters.Conformance.Checks;

/// <summary>Whether a bidder is quick enough: one by one, all at once, after a pause, and after hundreds.</summary>
internal static class PaceChecks
{
    private const int Lanes = 4;
    private const int NewConnections = 3;
    private const int TestQuestionsMin = 50;
    private const int TriesMax = 5;

    public static Check Deadline { get; } = new(
        "deadline",
        "99 of 100 answers are there within deadline_ms",
        "asks 200 questions, four at a time, and takes the 99th percentile; the way there and back counts",
        DeadlineAsync);

    public static Check Parallel { get; } = new(
        "parallel",
        "fifty calls at once are fifty answers in time",
        "asks fifty questions at the same moment",
        ParallelAsync);

    public static Check SlowStart { get; } = new(
        "slow-start",
        "the first answer after a pause is in time, too",
        "leaves it alone, then asks on a new connection; three times",
        SlowStartAsync);

    public static Check TestFlag { get; } = new(
        "test-flag",
        "test questions use nothing up: no cap, no agent, no budget",
        "asks about a caller that it wanted once more, after all the questions of the other checks",
        TestFlagAsync,
        NeedsBid: true);

    private static async Task<Verdict> DeadlineAsync(Exam exam)
    {
        var total = exam.Settings.TimedQuestions;
        // As soon as more than one in a hundred is late or wrong, the rest cannot change the verdict.
        var (seen, bad) = (new List<Asked>(), 0);
        while (seen.Count < total && bad <= total / 100)
        {
            exam.Cancel.ThrowIfCancellationRequested();
            var round = Enumerable.Range(seen.Count, Math.Min(Lanes, total - seen.Count));
            seen.AddRange(await AskAllAsync(exam, round).ConfigureAwait(false));
            bad = seen.Count(asked => !IsGood(exam, asked));
        }

        var line = Percentiles(seen);
        if (bad <= total / 100) return new Verdict.Passed($"{line} of {Spoken.Ms(exam.Examiner.Allowed)}");
        var worst = seen.Where(asked => !IsGood(exam, asked)).MaxBy(asked => asked.Taken)!;
        var way = exam.Examiner.Allowed - exam.Settings.Deadline;
        return exam.Fail(
            $"99 of 100 answers within {Spoken.Ms(exam.Settings.Deadline)}, and {Spoken.Ms(way)} for the way",
            $"{bad} of {seen.Count} too late or not in form; {line}{Way(seen)}",
            worst);
    }

    private static async Task<Verdict> ParallelAsync(Exam exam)
    {
        var count = exam.Settings.ParallelQuestions;
        var seen = await AskAllAsync(exam, Enumerable.Range(0, count)).ConfigureAwait(false);
        var expected = $"{count} answers in time";
        var broken = seen.Where(asked => !asked.IsInForm).ToList();
        if (broken.Count > 0)
        {
            return exam.Fail(
                expected, $"{broken.Count} of {count} at once are no answers: {broken[0].InWords()}", broken[0]);
        }

        var late = seen.Where(asked => asked.Taken > exam.Examiner.Allowed).ToList();
        if (exam.HasFailed(Deadline))
            return new Verdict.Passed($"all answered; late as it is anyway: see {Deadline.Name}");
        if (late.Count == 0)
            return new Verdict.Passed($"all in time; the last after {Spoken.Ms(seen.Max(asked => asked.Taken))}");
        var worst = late.MaxBy(asked => asked.Taken)!;
        var found = $"{late.Count} of {count} at once are late; the last after {Spoken.Ms(worst.Taken)}";
        return late.Count * 10 > count ? exam.Fail(expected, found, worst) : exam.Warn(expected, found, worst);
    }

    private static async Task<Verdict> SlowStartAsync(Exam exam)
    {
        if (exam.HasFailed(Deadline)) return new Verdict.Skipped($"it is late without a pause: see {Deadline.Name}");
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < NewConnections; i++)
        {
            await Task.Delay(exam.Settings.Pause, exam.Clock, exam.Cancel).ConfigureAwait(false);
            var question = exam.Survey.Plain!.Question with { Title = "the first question after a pause" };
            var asked = await exam.Examiner.AskOnNewConnectionAsync(question).ConfigureAwait(false);
            if (exam.Misshapen(asked) is { } failed) return failed;
            if (asked.Taken > exam.Examiner.Allowed)
            {
                return exam.Fail(
                    $"an answer within {Spoken.Ms(exam.Examiner.Allowed)} of the connection",
                    $"{Spoken.Ms(asked.Taken)} after a pause of {exam.Settings.Pause.TotalSeconds:0.#} s", asked);
            }

            if (asked.Taken > slowest) slowest = asked.Taken;
        }

        return new Verdict.Passed($"the slowest of {NewConnections} after {Spoken.Ms(slowest)}");
    }

    private static async Task<Verdict> TestFlagAsync(Exam exam)
    {
        var missing = Math.Max(0, TestQuestionsMin - exam.Examiner.Count);
        await AskAllAsync(exam, Enumerable.Range(0, missing)).ConfigureAwait(false);
        var asked = exam.Survey.Bid!;
        var again = asked.Question with { Title = "the caller that it wanted at first" };
        // Whoever bids by lot may decline a caller that it wanted before.
        for (var tries = 0; tries < TriesMax; tries++)
        {
            asked = await exam.Examiner.AskAsync(again).ConfigureAwait(false);
            if (asked.Bid is not null)
                return new Verdict.Passed($"still bids after {exam.Examiner.Count} test questions");
        }

        return exam.Fail(
            "a bid, as for the first question: all of them said test: true",
            $"after {exam.Examiner.Count} test questions it no longer bids: {asked.InWords()}",
            exam.Survey.Bid!, asked);
    }

    private static async Task<Asked[]> AskAllAsync(Exam exam, IEnumerable<int> numbers)
    {
        var question = exam.Survey.Plain!.Question;
        return await Task.WhenAll(numbers.Select(
            number => exam.Examiner.AskAsync(question with { Title = $"question {number + 1}" }))).ConfigureAwait(false);
    }

    private static bool IsGood(Exam exam, Asked asked) => asked.IsInForm && asked.Taken <= exam.Examiner.Allowed;

    private static string Percentiles(List<Asked> seen)
    {
        var times = seen.Select(asked => asked.Taken).Order().ToList();
        TimeSpan At(int percent) => times[Math.Min(times.Count - 1, times.Count * percent / 100)];
        return $"p50 {Spoken.Ms(At(50))}, p95 {Spoken.Ms(At(95))}, p99 {Spoken.Ms(At(99))}";
    }

    /// <summary>Opening a connection takes one round trip: the part of the time that the bidder cannot help.</summary>
    private static string Way(List<Asked> seen) =>
        seen.Select(asked => asked.Exchange?.Times.Connected).FirstOrDefault(span => span is not null) is { } way
            ? $"; opening a connection took {Spoken.Ms(way)}"
            : "";
}
