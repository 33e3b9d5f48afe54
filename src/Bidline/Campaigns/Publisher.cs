using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>Who supplies calls and is paid for them.</summary>
/// <param name="Alias">What a bidder sees instead of the id: stable, meaningless outside ("p-7f3a").</param>
public sealed record Publisher(PublisherId Id, string Name, bool Paused, string Alias)
{
    /// <summary>Over all campaigns; those of one campaign are in its terms. Money is what the publisher earns.</summary>
    public Caps Caps { get; init; } = Caps.None;

    /// <summary>The buyer that is the same company: not asked about its own calls. Null where it buys nothing.</summary>
    public BuyerId? Buyer { get; init; }

    /// <summary>Over all its endpoints; null means no limit.</summary>
    public int? PingsPerSecond { get; init; }

    /// <summary>Most offers that it may hold open at once; null means no limit.</summary>
    public int? OpenOffers { get; init; }

    /// <summary>Null: nothing follows on how few of its offers become calls.</summary>
    public ClaimTerms? Claims { get; init; }

    /// <summary>Whose months its statements are of.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    public PayoutPlan Payouts { get; init; } = PayoutPlan.Of(Currency.Usd);

    /// <summary>Null where it has none.</summary>
    public TrackerTerms? Tracker { get; init; }

    /// <summary>One a platform.</summary>
    public IReadOnlyList<AdTerms> Ads { get; init; } = [];
}

/// <summary>What follows when too few of a publisher's offers become calls: a share of its pings is promised nothing.</summary>
/// <param name="LeastPercent">Of its latest ended offers.</param>
/// <param name="BlockPercent">Of its pings while it is below that.</param>
/// <param name="AfterOffers">So many offers must have ended before anything follows.</param>
public sealed record ClaimTerms(decimal LeastPercent, int BlockPercent, int AfterOffers)
{
    /// <summary>Ended offers that a share is of; older ones count in part.</summary>
    public const int LatestMax = 2_000;
}
