using Bidline.Primitives;

namespace Bidline.Tracking;

/// <summary>A number of ours that callers dial. It gives a call its campaign and its publisher.</summary>
public sealed record TrackingNumber(PhoneNumber Number, CampaignId Campaign, PublisherId Publisher);
