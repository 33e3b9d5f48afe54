using System.Text.Json.Serialization;

namespace Bidline.Campaigns.Entries;

/// <summary>Numbers that the script on a web page lends to its visitors, one to each.</summary>
public sealed record PoolEntry : IMarketEntry
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public required string Campaign { get; init; }

    public required string Publisher { get; init; }

    /// <summary>In E.164, at most 5,000. They belong to no other pool or endpoint and are no tracking numbers.</summary>
    public required IReadOnlyList<string> Numbers { get; init; }

    /// <summary>
    /// How long a number stays a visitor's after the last sign of life of its page: 1 to 1,440; 30 unless given.
    /// </summary>
    public int? HoldMinutes { get; init; }

    /// <summary>
    /// How long a page that is looked at shows life while nothing is done on it, and after how long without life a visit
    /// is over: 1 to 1,440; 30 unless given.
    /// </summary>
    public int? IdleMinutes { get; init; }

    /// <summary>What a visitor is shown that gets none; the page's own number stays unless given.</summary>
    public string? Fallback { get; init; }

    /// <summary>A number of the visitor's own area code is lent first, where the page says it.</summary>
    public bool SortByArea { get; init; }

    /// <summary>Query parameter of the page to the tag of its value, beside those of the advertising networks.</summary>
    public IReadOnlyDictionary<string, string>? Parameters { get; init; }

    /// <summary>Hosts of the pages that may use it, as "example.com"; their subdomains too. Any unless given.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Most new visits from one address in a minute: 1 to 10,000; 30 unless given.</summary>
    public int? VisitsPerAddress { get; init; }

    /// <summary>Most numbers that are lent to one address at once: 1 to 5,000; 10 unless given.</summary>
    public int? NumbersPerAddress { get; init; }

    /// <summary>Rents more numbers when most are lent; never unless given.</summary>
    public GrowEntry? Grow { get; init; }

    [JsonIgnore]
    public string Key => Id;
}

/// <summary>How a pool grows by itself.</summary>
public sealed record GrowEntry
{
    /// <summary>The trunk whose carrier they are rented from.</summary>
    public required string Trunk { get; init; }

    /// <summary>It never grows beyond so many numbers: each is paid for every month.</summary>
    public required int NumbersMax { get; init; }

    /// <summary>Three digits; any unless given.</summary>
    public string? AreaCode { get; init; }

    /// <summary>Toll-free ones instead of local ones.</summary>
    public bool TollFree { get; init; }

    /// <summary>It grows when this part of its numbers is lent: 50 to 100; 85 unless given.</summary>
    public int? AtPercent { get; init; }
}
