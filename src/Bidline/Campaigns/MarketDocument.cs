using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns;

/// <summary>
/// The market as a person writes it: the shape of market files and of the REST API. Nothing in it is checked yet;
/// <see cref="Market.Compile"/> turns it into the <see cref="CampaignBook"/> that calls are handled with.
/// </summary>
public sealed record MarketDocument
{
    public string? Currency { get; init; }

    public string? Timezone { get; init; }

    public IReadOnlyList<PublisherEntry> Publishers { get; init; } = [];

    public IReadOnlyList<BuyerEntry> Buyers { get; init; } = [];

    public IReadOnlyList<GroupEntry> Groups { get; init; } = [];

    public IReadOnlyList<TargetEntry> Targets { get; init; } = [];

    public IReadOnlyList<CampaignEntry> Campaigns { get; init; } = [];

    public IReadOnlyList<NumberEntry> Numbers { get; init; } = [];

    public IReadOnlyList<PoolEntry> Pools { get; init; } = [];

    public IReadOnlyList<TrunkEntry> Trunks { get; init; } = [];

    public IReadOnlyList<EndpointEntry> Endpoints { get; init; } = [];

    public IReadOnlyList<ListEntry> Lists { get; init; } = [];

    public IReadOnlyList<LookupEntry> Lookups { get; init; } = [];

    public static MarketDocument Empty { get; } = new();

    /// <summary>
    /// This document with the other's entries put in by id: an entry that is there is replaced whole, a new one is
    /// appended, and what the other does not name stays.
    /// </summary>
    public MarketDocument With(MarketDocument other) => this with
    {
        Currency = other.Currency ?? Currency,
        Timezone = other.Timezone ?? Timezone,
        Publishers = Upsert(Publishers, other.Publishers),
        Buyers = Upsert(Buyers, other.Buyers),
        Groups = Upsert(Groups, other.Groups),
        Targets = Upsert(Targets, other.Targets),
        Campaigns = Upsert(Campaigns, other.Campaigns),
        Numbers = Upsert(Numbers, other.Numbers),
        Pools = Upsert(Pools, other.Pools),
        Trunks = Upsert(Trunks, other.Trunks),
        Endpoints = Upsert(Endpoints, other.Endpoints),
        Lists = Upsert(Lists, other.Lists),
        Lookups = Upsert(Lookups, other.Lookups),
    };

    /// <summary>The sections that hold entries, by their names in the file.</summary>
    public IEnumerable<(string Section, IReadOnlyList<IMarketEntry> Entries)> Sections() =>
    [
        ("publishers", Publishers), ("buyers", Buyers), ("groups", Groups), ("targets", Targets),
        ("campaigns", Campaigns), ("numbers", Numbers), ("trunks", Trunks), ("lists", Lists),
        ("endpoints", Endpoints), ("pools", Pools), ("lookups", Lookups),
    ];

    private static List<T> Upsert<T>(IReadOnlyList<T> present, IReadOnlyList<T> given)
        where T : IMarketEntry
    {
        var merged = present.ToList();
        foreach (var entry in given)
        {
            var place = merged.FindIndex(other => other.Key == entry.Key);
            // Two entries of one id in the same file stay two: compiling names the second as a duplicate.
            if (place >= 0 && place < present.Count && ReferenceEquals(merged[place], present[place]))
                merged[place] = entry;
            else merged.Add(entry);
        }

        return merged;
    }
}
