using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// At most so many bidders are asked in one auction: those whose last answers were worth most, new ones first. Where the
/// auction goes by expected revenue, worth is what was bid times how often the buyer answers and its talks qualify. One
/// place goes by lot to somebody below the line, or nobody there could ever show that it has changed. Shadows take no
/// place from anybody: they come after, up to the limit of all auctions.
/// </summary>
internal static class Shortlist
{
    /// <summary>Every bidder with null, and its request slot taken, or with the reason why it is not asked.</summary>
    public static IEnumerable<(Entrant Entrant, Reason? Refusal)> Of(
        IReadOnlyList<Entrant> bidders, AuctionOrder order, AuctionSettings settings, BidderHealth health,
        Appraisal appraisal)
    {
        var max = Math.Clamp(order.Campaign.Auction.AskedMax ?? settings.AskedMax, 1, AuctionSettings.AskedLimit);
        var real = bidders.Where(bidder => !bidder.IsShadow).ToList();
        var asked = 0;
        var least = double.MaxValue;
        var isOver = real.Count > max;
        foreach (var bidder in isOver ? Ordered(real, max, order.Seed, WorthOf) : real)
        {
            if (asked == max)
            {
                yield return (bidder, RankedOut(real.Count, max, WorthOf(bidder), least));
                continue;
            }

            var refusal = health.TryEnter(bidder.Target, bidder.Terms!);
            if (refusal is null && ++asked < max && isOver) least = Math.Min(least, WorthOf(bidder) ?? least);
            yield return (bidder, refusal);
        }

        foreach (var shadow in bidders.Where(bidder => bidder.IsShadow))
        {
            var refusal = asked < AuctionSettings.AskedLimit
                ? health.TryEnter(shadow.Target, shadow.Terms!)
                : RankedOut(bidders.Count, AuctionSettings.AskedLimit, null, least);
            if (refusal is null) asked++;
            yield return (shadow, refusal);
        }

        double? WorthOf(Entrant bidder) => health.WorthOf(bidder.Target) * appraisal.ShareOf(bidder.Candidacy);
    }

    private static List<Entrant> Ordered(
        List<Entrant> bidders, int max, ulong seed, Func<Entrant, double?> worthOf)
    {
        var ordered = bidders
            .OrderByDescending(bidder => worthOf(bidder) ?? double.MaxValue)
            .ThenBy(bidder => SeededDraw.LotOf(seed, bidder.Target))
            .ToList();
        var drawn = max - 1 + (int)new SeededDraw(seed).Below(ordered.Count - max + 1);
        (ordered[max - 1], ordered[drawn]) = (ordered[drawn], ordered[max - 1]);
        return ordered;
    }

    // What asking it has been worth on average beside the least of those that are asked for their worth.
    private static Reason RankedOut(int eligible, int max, double? worth, double least) =>
        worth is { } own && least < double.MaxValue
            ? Reason.Of(
                "not_asked.ranked_out",
                ("eligible", Number(eligible)), ("max", Number(max)), ("worth", Amount(own)), ("least", Amount(least)))
            : Reason.Of("not_asked.ranked_out", ("eligible", Number(eligible)), ("max", Number(max)));

    private static string Amount(double micros) => (micros / 1e6).ToString("0.00", CultureInfo.InvariantCulture);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
