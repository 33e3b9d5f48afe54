using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Auctions.Trials;

/// <summary>Asks for one trial.</summary>
/// <param name="Campaign">
/// Whose terms the question states; null takes the first by id that uses the target. The same for the publisher.
/// </param>
public sealed record TrialOrder(TargetId Target, SampleCaller Caller, CampaignId? Campaign, PublisherId? Publisher);

/// <summary>What became of a trial.</summary>
public abstract record TrialOutcome
{
    private TrialOutcome()
    {
    }

    public sealed record Done(TrialReport Report) : TrialOutcome;

    /// <summary>An answer that was there already, as it is read now.</summary>
    public sealed record Read(BidAnswer Answer, IReadOnlyList<TrialVerdict> Verdicts) : TrialOutcome;

    public sealed record NoTarget : TrialOutcome;

    /// <summary>The target's price is not asked for over HTTP.</summary>
    public sealed record NoBidder : TrialOutcome;

    /// <summary>No routing plan of that campaign names the target, or the publisher has no terms in it.</summary>
    public sealed record NotSoldThere : TrialOutcome;

    public sealed record TooSoon(TimeSpan RetryAfter) : TrialOutcome;
}

/// <summary>One question to a bidder that sold nothing, and what its answer would have been worth.</summary>
/// <param name="Campaign">Whose terms the question stated; null when no campaign uses the target.</param>
/// <param name="Exchange">With secrets masked; null when nothing could be sent.</param>
/// <param name="Shown">The fields of the caller that this bidder was shown.</param>
public sealed record TrialReport(
    Target Target,
    BidderTerms Terms,
    CampaignId? Campaign,
    PublisherId? Publisher,
    BidAnswer Answer,
    BidderExchange? Exchange,
    IReadOnlyList<string> Shown,
    IReadOnlyList<TrialVerdict> Verdicts);

/// <summary>What the answer would have been in one campaign, for calls of one publisher.</summary>
/// <param name="WaitsFor">How long that auction waits for this bidder.</param>
/// <param name="Refusal">Null when it would have been a valid bid.</param>
public sealed record TrialVerdict(
    CampaignId Campaign, PublisherId Publisher, Money Floor, TimeSpan WaitsFor, Reason? Refusal);
