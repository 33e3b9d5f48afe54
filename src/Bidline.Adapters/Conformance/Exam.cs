using Bidline.Adapters.Conformance.Reports;

namespace Bidline.Adapters.Conformance;

/// <summary>What a check works with: the examiner, what the survey found, and what earlier checks came to.</summary>
internal sealed record Exam(
    ConformanceSettings Settings,
    Examiner Examiner,
    Survey Survey,
    IReadOnlyDictionary<string, Verdict> Earlier,
    TimeProvider Clock,
    CancellationToken Cancel)
{
    public bool HasFailed(Check check) => Earlier.GetValueOrDefault(check.Name) is Verdict.Failed;

    public Verdict Fail(string expected, string found, params ReadOnlySpan<Seen> seen) =>
        new Verdict.Failed(expected, found, Diagram.Of([.. seen], Examiner.Allowed));

    public Verdict Warn(string expected, string found, params ReadOnlySpan<Seen> seen) =>
        new Verdict.Warned(expected, found, Diagram.Of([.. seen], Examiner.Allowed));

    /// <summary>Null for an answer of the protocol; otherwise the failure that says what it is instead.</summary>
    public Verdict? Misshapen(Asked asked) => asked.IsInForm
        ? null
        : Fail("a bid, a no_bid or 204", $"{asked.Question.Title}: {asked.InWords()}", asked);
}

/// <summary>One check of the kit.</summary>
/// <param name="Name">For people and for --only: "below-floor".</param>
/// <param name="Proves">What holds when it passes.</param>
/// <param name="How">What is done to find out.</param>
/// <param name="NeedsBid">It is about a caller that the bidder wants: without one there is nothing to look at.</param>
/// <param name="NeedsForm">It is about what changes an answer: an ordinary one must be there to begin with.</param>
internal sealed record Check(
    string Name,
    string Proves,
    string How,
    Func<Exam, Task<Verdict>> Run,
    bool NeedsBid = false,
    bool NeedsForm = true);
