using Bidline.Campaigns.Entries;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>/v1/buyers</summary>
internal static class BuyerRoutes
{
    private static readonly MarketSection<BuyerEntry> Section = new(
        "buyers", "id", document => document.Buyers, (document, entries) => document with { Buyers = entries });

    public static void Map(IEndpointRouteBuilder routes) => new MarketResource<BuyerEntry>(Section).Map(routes);
}
