using Bidline.Campaigns.Entries;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>/v1/campaigns</summary>
internal static class CampaignRoutes
{
    private static readonly MarketSection<CampaignEntry> Section = new(
        "campaigns", "id", document => document.Campaigns, (document, entries) => document with { Campaigns = entries });

    public static void Map(IEndpointRouteBuilder routes) => new MarketResource<CampaignEntry>(Section).Map(routes);
}
