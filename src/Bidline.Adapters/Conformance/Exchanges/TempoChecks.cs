namespace Bidline.Adapters.Conformance.Exchanges;

/// <summary>Whether it is quick enough: one by one, and all at once.</summary>
internal static class TempoChecks
{
    private const int Lanes = 4;

    public static IReadOnlyList<ExchangeCheck> All { get; } =
    [
        new("keep-alive", "connections stay open between pings", "pings seven times, one after the other", KeepAliveAsync),
        new("deadline", "99 of 100 answers are there within the deadline that it is told",
            "pings 200 times about callers of its own, four at a time; the way there and back counts", DeadlineAsync),
        new("parallel", "fifty pings at once are fifty answers", "pings fifty times at the same moment", ParallelAsync),
    ];

    private static async Task<Verdict> KeepAliveAsync(ExchangeExam exam)
    {
        var seen = new List<Pinged>();
        for (var i = 0; i < 7; i++) seen.Add(await exam.Pinger.PingAsync("one of seven").ConfigureAwait(false));
        var opened = seen.Skip(1).Count(pinged => pinged.Exchange?.Times.IsNewConnection == true);
        return opened > 1
            ? exam.Warn("one connection", $"{opened} of 6 needed a new one", seen[^1])
            : new Verdict.Passed("they do");
    }

    private static async Task<Verdict> DeadlineAsync(ExchangeExam exam)
    {
        var seen = new List<Pinged>();
        while (seen.Count < exam.Settings.TimedPings)
        {
            var round = Enumerable.Range(seen.Count, Math.Min(Lanes, exam.Settings.TimedPings - seen.Count));
            seen.AddRange(await Task.WhenAll(
                round.Select(n => exam.Pinger.PingAsync($"ping {n}", caller: CallerOf(n)))).ConfigureAwait(false));
        }

        if (seen.Find(pinged => exam.Misshapen(pinged) is not null) is { } broken) return exam.Misshapen(broken)!;
        var times = seen.Select(pinged => pinged.Taken).Order().ToList();
        var (p50, p99) = (times[times.Count / 2], times[times.Count * 99 / 100]);
        var line = $"p50 {Spoken.Ms(p50)}, p99 {Spoken.Ms(p99)}";
        return p99 <= exam.Pinger.Allowed
            ? new Verdict.Passed($"{line} of {Spoken.Ms(exam.Pinger.Allowed)}")
            : exam.Fail($"99 of 100 within {Spoken.Ms(exam.Pinger.Allowed)}", line, seen.MaxBy(pinged => pinged.Taken)!);
    }

    private static async Task<Verdict> ParallelAsync(ExchangeExam exam)
    {
        var count = exam.Settings.ParallelPings;
        var seen = await Task.WhenAll(Enumerable.Range(0, count).Select(
            n => exam.Pinger.PingAsync($"ping {n} of {count} at once",
                caller: CallerOf(n + exam.Settings.TimedPings)))).ConfigureAwait(false);
        return seen.FirstOrDefault(pinged => exam.Misshapen(pinged) is not null) is { } broken
            ? exam.Misshapen(broken)!
            : new Verdict.Passed($"{count} answers, the last after {Spoken.Ms(seen.Max(pinged => pinged.Taken))}");
    }

    /// <summary>Numbers kept for fiction, in three hundred areas: no limit by caller or neighbour is met.</summary>
    private static string CallerOf(int n) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"+1{201 + (n % 300)}55501{n / 300 % 100:00}");
}
