using System.Text.Json.Serialization;

namespace Bidline.Campaigns.Entries;

/// <summary>Who supplies calls.</summary>
public sealed record PublisherEntry : IMarketEntry
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public bool Paused { get; init; }

    /// <summary>
    /// The buyer that is the same company, where it is one: it is not asked about what it sends itself, and a ping of
    /// what we are just asking it about is our own question that comes back.
    /// </summary>
    public string? Buyer { get; init; }

    /// <summary>Over all campaigns; money is what the publisher earns.</summary>
    public CapsEntry? Caps { get; init; }

    /// <summary>Most pings in any one second, over all its endpoints: 1 to 100,000; no limit unless given.</summary>
    public int? PingsPerSecond { get; init; }

    /// <summary>Most offers that it may hold open at once: 1 to 1,000,000; no limit unless given.</summary>
    public int? OpenOffers { get; init; }

    /// <summary>What follows when too few of its offers become calls; nothing unless given.</summary>
    public ClaimsEntry? Claims { get; init; }

    /// <summary>Whose months its statements are of; the market's unless given.</summary>
    public string? Timezone { get; init; }

    public PayoutsEntry? Payouts { get; init; }

    public TrackerEntry? Tracker { get; init; }

    /// <summary>Advertising platforms that are told which calls their ads brought.</summary>
    public IReadOnlyList<AdConversionEntry>? Ads { get; init; }

    [JsonIgnore]
    public string Key => Id;
}

/// <summary>A publisher that asks and does not send: a share of its pings is then promised nothing.</summary>
public sealed record ClaimsEntry
{
    /// <summary>Of its latest ended offers, those that must have become calls.</summary>
    public required decimal LeastPercent { get; init; }

    /// <summary>Of its pings, those that are promised nothing while it is below; 50 unless given.</summary>
    public int? BlockPercent { get; init; }

    /// <summary>So many offers must have ended before anything follows: 10 to 2,000; 100 unless given.</summary>
    public int? AfterOffers { get; init; }
}

/// <summary>Who pays for calls.</summary>
public sealed record BuyerEntry : IMarketEntry
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public bool Paused { get; init; }

    public BillingMode? Billing { get; init; }

    /// <summary>How far below zero the balance may go; only with billing: credit.</summary>
    public Amount? CreditLimit { get; init; }

    /// <summary>Booked once, when the buyer is created.</summary>
    public Amount? OpeningBalance { get; init; }

    public CapsEntry? Caps { get; init; }

    /// <summary>What becomes of a caller whom the buyer had before; asked of each of its targets.</summary>
    public DuplicatesEntry? Duplicates { get; init; }

    /// <summary>Whose months its invoices are of; the market's unless given.</summary>
    public string? Timezone { get; init; }

    public WalletEntry? Wallet { get; init; }

    [JsonIgnore]
    public string Key => Id;
}

/// <summary>Targets that share caps: each of them names the group.</summary>
public sealed record GroupEntry : IMarketEntry
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    /// <summary>Of all its targets together; money is what their buyers pay.</summary>
    public CapsEntry? Caps { get; init; }

    [JsonIgnore]
    public string Key => Id;
}

/// <summary>Limits; an absent one is no limit.</summary>
public sealed record CapsEntry
{
    public int? Concurrent { get; init; }

    public int? CallsPerHour { get; init; }

    /// <summary>Calls of each hour of the week; calls_per_hour holds besides.</summary>
    public CallsByHourEntry? CallsByHour { get; init; }

    public int? CallsPerDay { get; init; }

    /// <summary>Monday to Sunday.</summary>
    public int? CallsPerWeek { get; init; }

    public int? CallsPerMonth { get; init; }

    /// <summary>Since ever.</summary>
    public int? CallsTotal { get; init; }

    public Amount? SpendPerHour { get; init; }

    public Amount? SpendPerDay { get; init; }

    public Amount? SpendPerWeek { get; init; }

    public Amount? SpendPerMonth { get; init; }

    public Amount? SpendTotal { get; init; }

    /// <summary>Which event uses up a call of a period: attempted, connected (unless given), qualified or converted.</summary>
    public CapCountsOn? CountOn { get; init; }

    /// <summary>
    /// Spreads each limit of a period over its open hours: for buyers, groups and targets. It steers; the limits hold.
    /// </summary>
    public bool Paced { get; init; }

    /// <summary>Goes with paced: what may be used ahead, in percent of the limit, 0 to 100; 5 unless given.</summary>
    public int? BurstPercent { get; init; }

    /// <summary>Whose midnight ends a day; the market's time zone unless given.</summary>
    public string? Timezone { get; init; }
}
