using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Server.Console.Live;

/// <summary>What one buyer, or one target of it with limits of its own, uses of what it may use.</summary>
/// <param name="Cap">The one of its caps that is nearest to its limit; null when it has none.</param>
/// <param name="Free">Money it can still spend; null for a target, which has none of its own.</param>
public sealed record BuyerGauge(
    string Key, string Name, Gauge Lines, Gauge? Cap, Money? Free, bool IsPaused, bool IsTarget)
{
    /// <summary>Buyers of the market that their keepers have told of, the busiest first, each with its limited targets.</summary>
    internal static IReadOnlyList<BuyerGauge> All(CampaignBook book, StandingBoard board)
    {
        var targets = book.Targets.Values.ToLookup(target => target.Buyer);
        return
        [
            .. from buyer in book.Buyers.Values
               let own = targets[buyer.Id].OrderBy(target => target.Id.Value, StringComparer.Ordinal).ToArray()
               where own.Length > 0
               let standing = board.Of(own[0].Id, buyer.Id)
               where standing is not null
               orderby standing.Buyer.Live descending, buyer.Name
               from gauge in (BuyerGauge[])
               [
                   Of(buyer.Id.Value, buyer.Name, buyer.Caps, standing.Buyer, buyer.Paused, standing.FreeFunds),
                   .. from target in own
                      where !target.Caps.IsNone
                      let use = board.Of(target.Id, buyer.Id)!.Target
                      select Of($"{buyer.Id}/{target.Id}", target.Name, target.Caps, use, target.Paused, null),
               ]
               select gauge,
        ];
    }

    private static BuyerGauge Of(string key, string name, Caps caps, CapStanding use, bool isPaused, Money? free) => new(
        key,
        name,
        Gauge.OfLines(use.Live, caps.Concurrent),
        caps.Limits.SelectMany(limit => Gauge.OfLimit(limit, use.Of(limit.Period), caps.TimeZone))
            .OrderByDescending(gauge => gauge.Share).FirstOrDefault(),
        free,
        isPaused,
        IsTarget: free is null);
}
