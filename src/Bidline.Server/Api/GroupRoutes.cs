using Bidline.Campaigns.Entries;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>/v1/groups</summary>
internal static class GroupRoutes
{
    private static readonly MarketSection<GroupEntry> Section = new(
        "groups", "id", document => document.Groups, (document, entries) => document with { Groups = entries });

    public static void Map(IEndpointRouteBuilder routes) => new MarketResource<GroupEntry>(Section).Map(routes);
}
