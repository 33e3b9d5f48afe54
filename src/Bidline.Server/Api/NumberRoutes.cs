using Bidline.Campaigns.Entries;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>/v1/numbers</summary>
internal static class NumberRoutes
{
    private static readonly MarketSection<NumberEntry> Section = new(
        "numbers", "number", document => document.Numbers, (document, entries) => document with { Numbers = entries });

    public static void Map(IEndpointRouteBuilder routes) => new MarketResource<NumberEntry>(Section).Map(routes);
}
