namespace Bidline.Adapters.Conformance;

/// <param name="Proves">What holds when it passes.</param>
/// <param name="How">What is done to find out.</param>
public sealed record CheckResult(string Name, string Proves, string How, Verdict Verdict, TimeSpan Took);

/// <summary>A whole run of the kit.</summary>
/// <param name="Bidder">Whoever was asked, by its address.</param>
/// <param name="Unreachable">Why no question got an answer at all; null when one did.</param>
/// <param name="Questions">How many the bidder was asked.</param>
public sealed record ConformanceReport(
    Uri Bidder,
    DateTimeOffset At,
    TimeSpan Took,
    int Questions,
    string? Unreachable,
    IReadOnlyList<CheckResult> Results)
{
    /// <summary>What was looked at: "bidder", "exchange" or "publisher".</summary>
    public string Kind { get; init; } = "bidder";

    public bool HasFailed => Results.Any(result => result.Verdict is Verdict.Failed);

    public bool HasWarned => Results.Any(result => result.Verdict is Verdict.Warned);

    public int Count<TVerdict>()
        where TVerdict : Verdict => Results.Count(result => result.Verdict is TVerdict);
}
