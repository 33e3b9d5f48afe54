using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>Who supplies calls and is paid for them.</summary>
/// <param name="Alias">What a bidder sees instead of the id: stable, meaningless outside ("p-7f3a").</param>
public sealed record Publisher(PublisherId Id, string Name, bool Paused, string Alias)
{
    /// <summary>Over all campaigns; those of one campaign are in its terms. Money is what the publisher earns.</summary>
    public Caps Caps { get; init; } = Caps.None;

    /// <summary>Over all its endpoints; null means no limit.</summary>
    public int? PingsPerSecond { get; init; }

    /// <summary>Whose months its statements are of.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Utc;

    public PayoutPlan Payouts { get; init; } = PayoutPlan.Of(Currency.Usd);

    /// <summary>Null where it has none.</summary>
    public TrackerTerms? Tracker { get; init; }
}
