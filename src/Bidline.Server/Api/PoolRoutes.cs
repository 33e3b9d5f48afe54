using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using Bidline.Tracking;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>A pool as it is used. What is of the last seven days says so.</summary>
/// <param name="Held">Numbers that are a visitor's now.</param>
/// <param name="VisitsOfWeek">Visits of seven days. The same days for the next three.</param>
/// <param name="UnlentOfWeek">Those that got no number, by the reason's code.</param>
/// <param name="BusiestHour">Visits of the hour that had the most.</param>
/// <param name="HeldSeconds">From a visit's first moment to the end of its hold, on average.</param>
/// <param name="Certainty">The share of visits that get a number of their own in such an hour, 0 to 1.</param>
/// <param name="NumbersNeeded">For a certainty of 0.99 in such an hour.</param>
internal sealed record PoolUseAnswer(
    string Pool, int Numbers, int Held, int VisitsOfWeek, IReadOnlyDictionary<string, int> UnlentOfWeek, int BusiestHour,
    double HeldSeconds, double Certainty, int NumbersNeeded, IReadOnlyList<HeldNumberAnswer> Leases)
{
    public static PoolUseAnswer Of(PoolId pool, PoolUse use, PoolTraffic traffic) => new(
        pool.Value, use.Numbers, use.Held, traffic.Visits, traffic.Unlent, traffic.BusiestHour,
        Math.Round(traffic.Held.TotalSeconds), Math.Round(traffic.CertaintyWith(use.Numbers), 4), traffic.NumbersNeeded,
        [.. use.Leases.OrderByDescending(lease => lease.Until).Select(lease => new HeldNumberAnswer(
            lease.Number.E164, lease.Visit?.ToString(), lease.Since, lease.Until))]);
}

/// <param name="Until">Before this moment the number is nobody else's; in the past for one that is free again.</param>
internal sealed record HeldNumberAnswer(string Number, string? Visit, DateTimeOffset Since, DateTimeOffset Until);

/// <summary>/v1/pools: numbers that are lent to the visitors of web pages.</summary>
internal static class PoolRoutes
{
    private static readonly MarketSection<PoolEntry> Section = new(
        "pools", "id", document => document.Pools, (document, entries) => document with { Pools = entries });

    public static void Map(IEndpointRouteBuilder routes)
    {
        new MarketResource<PoolEntry>(Section).Map(routes);
        routes.MapGet("/v1/pools/{id}/use", UseAsync).WithTags("pools").For(Role.Viewer).WithName("get_pool_use")
            .WithSummary("Who has which number, and how many the pool needs").Reads<PoolUseAnswer>().MayMiss();
    }

    private static async Task<IResult> UseAsync(
        HttpContext context, string id, BookShelf shelf, NumberPools pools, PoolQueries queries)
    {
        if (!shelf.Current.Pools.TryGetValue(new PoolId(id), out var pool)) return Problem.NotFound(context, $"pool {id}");
        var use = await pools.UseAsync(pool.Id);
        return Results.Json(
            PoolUseAnswer.Of(pool.Id, use, await queries.TrafficAsync(pool, context.RequestAborted)), MarketJson.Full);
    }
}
