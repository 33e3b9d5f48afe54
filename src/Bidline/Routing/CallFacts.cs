using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>What filters and floors may ask about a call: who calls, who sent it, and when by the campaign's clock.</summary>
public sealed record CallFacts(CallerProfile Profile, PublisherId Publisher, DateTimeOffset LocalTime)
{
    public static CallFacts Of(CallerProfile profile, PublisherId publisher, Campaign campaign, DateTimeOffset now) =>
        new(profile, publisher, TimeZoneInfo.ConvertTime(now, campaign.TimeZone));
}
