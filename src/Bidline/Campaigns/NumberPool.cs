using System.Collections.Frozen;
using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Campaigns;

/// <summary>Numbers that are lent to the visitors of web pages, one to each.</summary>
/// <param name="Hold">How long a number stays a visitor's after the last sign of life of its page.</param>
/// <param name="Idle">After how long without life a visit is over, and how long a page shows life that nobody touches.</param>
/// <param name="Fallback">Shown to who gets none; null leaves the page's own number.</param>
public sealed record NumberPool(
    PoolId Id,
    string Name,
    CampaignId Campaign,
    PublisherId Publisher,
    IReadOnlyList<PhoneNumber> Numbers,
    TimeSpan Hold,
    TimeSpan Idle,
    PhoneNumber? Fallback)
{
    public const int NumbersMax = 5_000;

    public bool SortsByArea { get; init; }

    /// <summary>Query parameter, as it is written, to tag in lower case.</summary>
    public FrozenDictionary<string, string> Parameters { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Hosts in lower case; none for any.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>In a minute.</summary>
    public int VisitsPerAddress { get; init; } = 30;

    public int NumbersPerAddress { get; init; } = 10;

    /// <summary>Null for a pool that stays as it is.</summary>
    public PoolGrowth? Grow { get; init; }

    public IEnumerable<TrackingNumber> TrackingNumbers() =>
        Numbers.Select(number => new TrackingNumber(number, Campaign, Publisher) { Pool = Id });

    /// <summary>Whether pages of this host may use it.</summary>
    public bool Takes(string? host) => Sites.Count == 0 || (host is not null && Sites.Any(site =>
        host.Equals(site, StringComparison.OrdinalIgnoreCase)
        || (host.Length > site.Length && host[^(site.Length + 1)] == '.'
            && host.EndsWith(site, StringComparison.OrdinalIgnoreCase))));
}
