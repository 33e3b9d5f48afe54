using Bidline.Campaigns.Entries;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>/v1/trunks</summary>
internal static class TrunkRoutes
{
    private static readonly MarketSection<TrunkEntry> Section = new(
        "trunks", "id", document => document.Trunks, (document, entries) => document with { Trunks = entries });

    public static void Map(IEndpointRouteBuilder routes) => new MarketResource<TrunkEntry>(Section).Map(routes);
}
