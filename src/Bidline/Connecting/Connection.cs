using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing.Shared;

namespace Bidline.Connecting;

/// <summary>What the offers of one tier came to.</summary>
public abstract record Connection
{
    private Connection()
    {
    }

    /// <summary>Somebody talked to the caller, or the caller has gone.</summary>
    public sealed record Over(CallEvent.Ended Ended) : Connection;

    /// <summary>Nobody took the call, and the caller is still there.</summary>
    /// <param name="Step">Next when the offers were used up; a rule may leave the tier or stop.</param>
    public sealed record NotTaken(NextStep Step) : Connection;
}

/// <summary>What all dials of one tier of one call have in common.</summary>
/// <param name="Tier">Index, 0 first.</param>
public sealed record PlanRound(Campaign Campaign, PublisherTerms Publisher, int Tier);

/// <summary>What one attempt came to.</summary>
internal abstract record AttemptOutcome
{
    private AttemptOutcome()
    {
    }

    public sealed record Over(CallEvent.Ended Ended) : AttemptOutcome;

    /// <summary>The keeper refused: nothing was dialled.</summary>
    public sealed record NotHeld : AttemptOutcome;

    public sealed record NotTaken(DialResult Result) : AttemptOutcome;

    /// <summary>Another target of the same tier was faster: this one was cancelled, or its answer came second.</summary>
    public sealed record Outrun : AttemptOutcome;

    /// <summary>Bridged; the conversation has just begun.</summary>
    public sealed record Answered(HeldOffer Held, DialOutcome.Answered Dial) : AttemptOutcome;
}

/// <summary>An offer with its durable hold.</summary>
internal sealed record HeldOffer(Offer Offer, SaleTerms Terms, HoldId Hold, int Attempt)
{
    /// <summary>Slots of shared caps that it has besides.</summary>
    public IReadOnlyList<SharedClaim> Shared { get; init; } = [];

    /// <summary>As the log has it.</summary>
    public CallEvent.FundsHeld Event => new(Attempt, Hold, Offer.Target.Id, Offer.Buyer.Id, Terms)
    {
        Shared = Shared.Count == 0 ? null : [.. Shared.Select(claim => claim.Party)],
    };
}
