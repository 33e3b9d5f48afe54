using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// At most so many bidders are asked in one auction: those whose last answers were worth most, new ones first. One
/// place goes by lot to somebody below the line, or nobody there could ever show that it has changed.
/// </summary>
internal static class Shortlist
{
    /// <summary>Every bidder with null, and its request slot taken, or with the reason why it is not asked.</summary>
    public static IEnumerable<(Entrant Entrant, Reason? Refusal)> Of(
        IReadOnlyList<Entrant> bidders, AuctionOrder order, AuctionSettings settings, BidderHealth health)
    {
        var max = Math.Clamp(settings.AskedMax, 1, AuctionSettings.AskedLimit);
        var asked = 0;
        foreach (var bidder in bidders.Count <= max ? bidders : Ordered(bidders, max, order.Seed, health))
        {
            var refusal = asked == max ? RankedOut(bidders.Count, max) : health.TryEnter(bidder.Target);
            if (refusal is null) asked++;
            yield return (bidder, refusal);
        }
    }

    private static List<Entrant> Ordered(IReadOnlyList<Entrant> bidders, int max, ulong seed, BidderHealth health)
    {
        var ordered = bidders
            .OrderByDescending(bidder => health.WorthOf(bidder.Target) ?? double.MaxValue)
            .ThenBy(bidder => SeededDraw.LotOf(seed, bidder.Target))
            .ToList();
        var drawn = max - 1 + (int)new SeededDraw(seed).Below(ordered.Count - max + 1);
        (ordered[max - 1], ordered[drawn]) = (ordered[drawn], ordered[max - 1]);
        return ordered;
    }

    private static Reason RankedOut(int eligible, int max) => Reason.Of(
        "not_asked.ranked_out",
        ("eligible", eligible.ToString(CultureInfo.InvariantCulture)),
        ("max", max.ToString(CultureInfo.InvariantCulture)));
}
