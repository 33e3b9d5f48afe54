using Bidline.Campaigns.Entries;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>/v1/lookups: sources of facts that are asked over HTTP.</summary>
internal static class LookupRoutes
{
    private static readonly MarketSection<LookupEntry> Section = new(
        "lookups", "id", document => document.Lookups, (document, entries) => document with { Lookups = entries });

    public static void Map(IEndpointRouteBuilder routes) => new MarketResource<LookupEntry>(Section).Map(routes);
}
