using System.Collections.Frozen;
using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>A number of ours that callers dial. It gives a call its campaign and its publisher.</summary>
public sealed record TrackingNumber(PhoneNumber Number, CampaignId Campaign, PublisherId Publisher)
{
    /// <summary>Handed out with the offers of this ping endpoint; null for a number that anybody may dial.</summary>
    public EndpointId? Endpoint { get; init; }

    /// <summary>Lent to the visitors of web pages from this pool; null for a number that stays what it is.</summary>
    public PoolId? Pool { get; init; }

    /// <summary>What it stands for: "radio, spring"; null for nothing in particular.</summary>
    public string? Name { get; init; }

    /// <summary>Tags of every call to it; keys in lower case.</summary>
    public FrozenDictionary<string, string> Tags { get; init; } = FrozenDictionary<string, string>.Empty;

    public NumberState State { get; init; }

    /// <summary>The trunk whose carrier it is rented from; null for one that came from elsewhere.</summary>
    public TrunkId? Trunk { get; init; }
}

/// <summary>Where a number is in its life with us.</summary>
public enum NumberState
{
    InUse,

    /// <summary>Ours, and its calls are not sold: they get the campaign's fallback.</summary>
    Parked,

    /// <summary>About to be given up: parked, until nobody calls it any more.</summary>
    Releasing,
}
