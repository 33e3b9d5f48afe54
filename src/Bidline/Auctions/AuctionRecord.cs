using System.Text.Json.Serialization;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Auctions;

/// <summary>
/// A finished auction, complete: with its seed and these rows it can be decided again and must name the same winner.
/// </summary>
/// <param name="Trigger">"call", "ping" or "reroute".</param>
/// <param name="Deadline">When it would have closed; it closes early when nobody is pending.</param>
/// <param name="Took">From the first request to the decision.</param>
/// <param name="Tier">The tier that was asked. <paramref name="By"/> is how it is ordered.</param>
/// <param name="Turn">Whose turn it was, where the tier goes by turns; otherwise 0.</param>
public sealed record AuctionRecord(
    AuctionId Id,
    CallId Call,
    string Trigger,
    AuctionType Mechanism,
    RankBy RankBy,
    Money Floor,
    TimeSpan Deadline,
    ulong Seed,
    DateTimeOffset StartedAt,
    TimeSpan Took,
    IReadOnlyList<Candidate> Candidates,
    int Tier = 0,
    TierOrder By = TierOrder.Auction,
    long Turn = 0)
{
    /// <summary>Kept back from the deadline for ranking and for handing the winner on.</summary>
    public TimeSpan DecisionAllowance { get; init; }

    /// <summary>Kept back from the time that a bidder was told, for the way there and back.</summary>
    public TimeSpan NetworkAllowance { get; init; }

    /// <summary>The rule that decided the floor; null when it was the campaign's own.</summary>
    public string? FloorRule { get; init; }

    /// <summary>Why it stopped waiting; null in records of versions that did not say.</summary>
    public Closing? ClosedBy { get; init; }

    /// <summary>Why it went by price although the campaign ranks by expected revenue; null when it did not.</summary>
    public Reason? ColdStart { get; init; }

    /// <summary>How a tier by performance compared; null where it goes by anything else.</summary>
    public PerformanceTerms? Performance { get; init; }

    /// <summary>How a tier by performance came to its order: by what is known, by lot to explore, or without knowing.</summary>
    public Reason? OrderedBy { get; init; }

    /// <summary>
    /// Targets of a big campaign that were not asked and have no row, by reason; null when there are none.
    /// </summary>
    public IReadOnlyList<UnlistedTargets>? Unlisted { get; init; }

    /// <summary>The rows that counts are made of; shadows take no part.</summary>
    [JsonIgnore]
    public IEnumerable<Candidate> TakingPart => Candidates.Where(candidate => !candidate.Shadow);

    /// <summary>How many targets were considered: the rows that take part, and those without a row.</summary>
    [JsonIgnore]
    public int Considered => TakingPart.Count() + (Unlisted?.Sum(group => group.Targets) ?? 0);

    /// <summary>
    /// Targets that need not be asked again in the same call. Left out are those that an early close spared: they are
    /// asked when the offers are used up. When nobody was asked at all, or only in shadow, it is the whole tier.
    /// </summary>
    public IEnumerable<TargetId> UsedUp()
    {
        var ofTier = Candidates.Where(candidate => candidate.Tier == Tier).ToList();
        var asked = ofTier.Where(candidate => candidate.Stage != CandidateStage.NotAsked && !WasSpared(candidate)).ToList();
        return (asked.Exists(candidate => !candidate.Shadow) ? asked : ofTier).Select(candidate => candidate.Target);
    }

    private static bool WasSpared(Candidate candidate) => candidate.Reason.Code == "lost.not_awaited";
}
