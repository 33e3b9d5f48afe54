using System.Collections.Frozen;
using Bidline.Campaigns.Lists;
using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Campaigns;

/// <summary>
/// Everything a person configured, as one immutable snapshot. It is swapped whole; a call keeps the book it began
/// with, and stores its <see cref="Version"/> (invariant I15).
/// </summary>
/// <param name="Version">Rises by one with every applied change; 0 is the empty book.</param>
/// <param name="Hash">SHA-256 of the exported market file, so that two books can be told apart.</param>
public sealed record CampaignBook(
    int Version,
    string Hash,
    Currency Currency,
    TimeZoneInfo TimeZone,
    FrozenDictionary<PublisherId, Publisher> Publishers,
    FrozenDictionary<BuyerId, Buyer> Buyers,
    FrozenDictionary<TargetId, Target> Targets,
    FrozenDictionary<CampaignId, Campaign> Campaigns,
    FrozenDictionary<PhoneNumber, TrackingNumber> Numbers,
    FrozenDictionary<TrunkId, Trunk> Trunks)
{
    /// <summary>
    /// Dials telephone numbers; null when no trunk does. The first by id: which trunk carries a call must not depend on the
    /// order of a hash table.
    /// </summary>
    public Trunk? DiallingTrunk =>
        Trunks.Values.Where(trunk => trunk.DialUri is not null).MinBy(trunk => trunk.Id.Value, StringComparer.Ordinal);

    /// <summary>Where publishers ask for our price.</summary>
    public FrozenDictionary<EndpointId, PingEndpoint> Endpoints { get; init; } =
        FrozenDictionary<EndpointId, PingEndpoint>.Empty;

    /// <summary>The same by their keys; one that changes its key has two for a while.</summary>
    public FrozenDictionary<string, PingEndpoint> EndpointKeys { get; init; } =
        FrozenDictionary<string, PingEndpoint>.Empty;

    /// <summary>Whose numbers are lent to visitors.</summary>
    public FrozenDictionary<PoolId, NumberPool> Pools { get; init; } = FrozenDictionary<PoolId, NumberPool>.Empty;

    /// <summary>Buyers that publish as well: what they are asked may come back as a ping.</summary>
    public FrozenSet<BuyerId> PublishingBuyers { get; init; } = FrozenSet<BuyerId>.Empty;

    /// <summary>By their ids, as filters refer to them.</summary>
    public FrozenDictionary<string, ValueList> Lists { get; init; } = FrozenDictionary<string, ValueList>.Empty;

    /// <summary>Sources of facts that are asked over HTTP, in the order of the file: the first is trusted most.</summary>
    public IReadOnlyList<LookupTerms> Lookups { get; init; } = [];

    public static CampaignBook Empty { get; } = new(
        0,
        "",
        Currency.Usd,
        TimeZoneInfo.Utc,
        FrozenDictionary<PublisherId, Publisher>.Empty,
        FrozenDictionary<BuyerId, Buyer>.Empty,
        FrozenDictionary<TargetId, Target>.Empty,
        FrozenDictionary<CampaignId, Campaign>.Empty,
        FrozenDictionary<PhoneNumber, TrackingNumber>.Empty,
        FrozenDictionary<TrunkId, Trunk>.Empty);

    public FrozenDictionary<GroupId, TargetGroup> Groups { get; init; } = FrozenDictionary<GroupId, TargetGroup>.Empty;
}
