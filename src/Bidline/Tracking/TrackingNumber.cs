using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>A number of ours that callers dial. It gives a call its campaign and its publisher.</summary>
public sealed record TrackingNumber(PhoneNumber Number, CampaignId Campaign, PublisherId Publisher)
{
    /// <summary>Handed out with the offers of this ping endpoint; null for a number that anybody may dial.</summary>
    public EndpointId? Endpoint { get; init; }

    /// <summary>Lent to the visitors of web pages from this pool; null for a number that stays what it is.</summary>
    public PoolId? Pool { get; init; }
}
