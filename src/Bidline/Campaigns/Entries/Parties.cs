using System.Text.Json.Serialization;

namespace Bidline.Campaigns.Entries;

/// <summary>Who supplies calls.</summary>
public sealed record PublisherEntry : IMarketEntry
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public bool Paused { get; init; }

    [JsonIgnore]
    public string Key => Id;
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

    [JsonIgnore]
    public string Key => Id;
}

/// <summary>Limits; an absent one is no limit.</summary>
public sealed record CapsEntry
{
    public int? Concurrent { get; init; }

    public int? CallsPerDay { get; init; }

    public Amount? SpendPerDay { get; init; }

    /// <summary>Which event uses up a call of the day.</summary>
    public CapCountsOn? CountOn { get; init; }

    /// <summary>Whose midnight ends the day; the market's time zone unless given.</summary>
    public string? Timezone { get; init; }
}

/// <summary>When money moves: the seconds that caller and target must have been connected.</summary>
public sealed record QualifyEntry
{
    public required decimal ConnectedSeconds { get; init; }
}
