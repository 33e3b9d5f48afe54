using Bidline.Campaigns.Entries;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>/v1/targets</summary>
internal static class TargetRoutes
{
    public static readonly MarketSection<TargetEntry> Section = new(
        "targets", "id", document => document.Targets, (document, entries) => document with { Targets = entries });

    public static void Map(IEndpointRouteBuilder routes) => new MarketResource<TargetEntry>(Section).Map(routes);
}
