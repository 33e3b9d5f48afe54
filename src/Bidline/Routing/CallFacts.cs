using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>What filters and floors may ask about a call: who calls, who sent it, and when by the campaign's clock.</summary>
public sealed record CallFacts(CallerProfile Profile, PublisherId Publisher, DateTimeOffset LocalTime)
{
    /// <summary>The number that the caller dialled; unset where nobody did.</summary>
    public PhoneNumber Dialled { get; init; }

    /// <summary>Whose clock the caller lives by; null when it is not known, or one of several.</summary>
    public TimeZoneInfo? CallersClock { get; init; }

    /// <summary>Now, by the clock the caller lives by; null when that is not known for certain.</summary>
    public DateTimeOffset? CallersTime =>
        CallersClock is { } zone ? TimeZoneInfo.ConvertTime(LocalTime, zone) : null;

    public static CallFacts Of(
        CallerProfile profile, PublisherId publisher, Campaign campaign, DateTimeOffset now, PhoneNumber dialled = default) =>
        new(profile, publisher, TimeZoneInfo.ConvertTime(now, campaign.TimeZone))
        {
            Dialled = dialled, CallersClock = CallerZones.ClockOf(profile),
        };
}
