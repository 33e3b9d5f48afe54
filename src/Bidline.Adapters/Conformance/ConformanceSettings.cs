using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Adapters.Conformance;

/// <summary>What one run of the conformance kit asks whom.</summary>
/// <param name="Bidder">Where the questions go.</param>
/// <param name="Deadline">What the bidder is told, and held to.</param>
/// <param name="Caller">A caller it bids on; null tries callers of ten states.</param>
/// <param name="Only">Names of the checks to run; empty runs all.</param>
/// <param name="AllowPrivate">Bids may name destinations on loopback and private networks.</param>
public sealed record ConformanceSettings(
    Uri Bidder,
    TimeSpan Deadline,
    SampleCaller? Caller,
    IReadOnlyList<string> Only,
    bool AllowPrivate)
{
    /// <summary>The floor of ordinary questions: low, so that a bid is about the caller.</summary>
    public Money Floor { get; init; } = Money.Usd(1);

    /// <summary>What the bidder is shown of the caller's number.</summary>
    public ShareCaller ShareCaller { get; init; } = ShareCaller.Never;

    /// <summary>Where the bidder takes notices, and the secret that they are signed with; null when it takes none.</summary>
    public (Uri Url, string Secret)? Notices { get; init; }

    /// <summary>No check is begun after this.</summary>
    public TimeSpan AtMost { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long the bidder is left alone before its first question on a new connection.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Questions whose times make the percentiles.</summary>
    public int TimedQuestions { get; init; } = 200;

    public int ParallelQuestions { get; init; } = 50;

    public static readonly TimeSpan DeadlineMin = TimeSpan.FromMilliseconds(10);

    public static readonly TimeSpan DeadlineMax = TimeSpan.FromSeconds(5);
}
