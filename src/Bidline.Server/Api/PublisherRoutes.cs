using Bidline.Campaigns.Entries;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>/v1/publishers</summary>
internal static class PublisherRoutes
{
    private static readonly MarketSection<PublisherEntry> Section = new(
        "publishers", "id", document => document.Publishers, (document, entries) => document with { Publishers = entries });

    public static void Map(IEndpointRouteBuilder routes) => new MarketResource<PublisherEntry>(Section).Map(routes);
}
