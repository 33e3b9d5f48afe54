using Bidline.Primitives;

namespace Bidline.Enrichment;

/// <summary>
/// What this caller and one target had to do with each other in one campaign, or this caller and the campaign alone.
/// Times are when the last call came in of which that is true.
/// </summary>
/// <param name="Target">Null for calls that came to no target.</param>
/// <param name="Converted">The buyer paid; null when it never did. The same for the others.</param>
public sealed record PastContact(
    CampaignId Campaign,
    TargetId? Target,
    BuyerId? Buyer,
    DateTimeOffset Called,
    DateTimeOffset? Connected,
    DateTimeOffset? Qualified,
    DateTimeOffset? Converted)
{
    /// <summary>A call that goes on: it counts as everything that it may still become.</summary>
    public bool Live { get; init; }
}
