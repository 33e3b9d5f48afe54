using Bidline.Primitives;

namespace Bidline.Calls.Simulations;

/// <summary>A call that nobody makes, for the question what would become of it.</summary>
/// <param name="Caller">Unset for an anonymous caller.</param>
/// <param name="At">When it would reach us.</param>
public sealed record MadeUpCall(CampaignId Campaign, PhoneNumber Caller, DateTimeOffset At)
{
    /// <summary>Null takes what the numbering plan says about the number. The same for the zip code.</summary>
    public string? State { get; init; }

    public string? Zip { get; init; }

    /// <summary>Null is the publisher of the dialled number, or the campaign's first.</summary>
    public PublisherId? Publisher { get; init; }

    /// <summary>Null is a number of this campaign and publisher, or one that is made up.</summary>
    public PhoneNumber? Dialled { get; init; }

    /// <summary>STIR/SHAKEN "A", "B" or "C"; null when the carrier sent none.</summary>
    public string? Attestation { get; init; }

    /// <summary>Whole days since the caller's last call; null takes what our own calls say.</summary>
    public int? DuplicateDays { get; init; }

    /// <summary>Keys in lower case.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    public BidSource Source { get; init; } = BidSource.AtHand;

    /// <summary>What bidders bid where they are not asked; zero is no bid.</summary>
    public IReadOnlyDictionary<TargetId, Money> Bids { get; init; } = new Dictionary<TargetId, Money>();

    /// <summary>Holds also the auctions that would follow if nobody answered, to the end of the plan.</summary>
    public bool EveryTier { get; init; }
}

/// <summary>Where the bids of bidders come from. A given bid stands before either of the first two.</summary>
public enum BidSource
{
    /// <summary>The most that the bidder may bid; where it has no maximum, the floor.</summary>
    AtHand,

    /// <summary>What the bidder bid last in a real auction of this campaign; where it did not, as above.</summary>
    Samples,

    /// <summary>The bidder is asked over HTTP, with the test flag.</summary>
    Asked,
}
