using System.Globalization;
using Bidline.Campaigns;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Auctions;

/// <summary>
/// What the offers of one auction are compared by: their price, or the revenue that is expected of them. Falls back to
/// the price while too little is known of the campaign. Pure; the odds are those that the auction began with.
/// </summary>
internal sealed class Appraisal
{
    private readonly AuctionOrder _order;
    private readonly DateTimeOffset _now;

    public Appraisal(AuctionOrder order, DateTimeOffset now)
    {
        (_order, _now) = (order, now);
        if (order.Campaign.Auction.RankBy != RankBy.ExpectedRevenue) return;
        var talks = order.Odds.TalksOf(order.Campaign.Id, now);
        if (talks >= MarketOdds.TalksMin) RankBy = RankBy.ExpectedRevenue;
        else ColdStart = Reason.Of("rank.cold_start", ("talks", Number(talks)), ("needed", Number(MarketOdds.TalksMin)));
    }

    /// <summary>What this auction really goes by.</summary>
    public RankBy RankBy { get; } = RankBy.Price;

    /// <summary>Why it goes by price although the campaign wants expected revenue; null when it does not.</summary>
    public Reason? ColdStart { get; }

    /// <summary>The judgement, its offer appraised.</summary>
    public Judgement Appraised(Judgement judgement)
    {
        if (judgement.Offer is not { } offer) return judgement;
        var allowsLoss = _order.Campaign.Auction.Margin.AllowLoss;
        if (RankBy == RankBy.Price && !allowsLoss) return judgement;
        return judgement with
        {
            Offer = offer with
            {
                Expected = RankBy == RankBy.ExpectedRevenue
                    ? Expected(offer.Price, offer.Buyer.Id, offer.Qualify.Connected)
                    : null,
                AllowLoss = allowsLoss,
            },
        };
    }

    /// <summary>
    /// The share of its bids that an entrant is expected to bring, at its target's own minimum: 1 where the auction goes
    /// by price. Known before it is asked, so it helps to choose who is asked at all.
    /// </summary>
    public double ShareOf(Candidacy entrant)
    {
        if (RankBy == RankBy.Price) return 1;
        var qualify = entrant.Target.Qualify.Connected;
        var odds = _order.Odds.Of(_order.Campaign.Id, _order.Publisher.Id, entrant.Buyer.Id, qualify, _now);
        return odds.Answer * odds.Qualify;
    }

    /// <summary>The most that an entrant could still be compared at, before it has said what it bids and for how long.</summary>
    public Money BestOf(Candidacy entrant, Money ceiling)
    {
        if (RankBy == RankBy.Price) return ceiling;
        return Expected(ceiling, entrant.Buyer.Id, TimeSpan.Zero).Amount;
    }

    private ExpectedRevenue Expected(Money price, BuyerId buyer, TimeSpan qualify)
    {
        var odds = _order.Odds.Of(_order.Campaign.Id, _order.Publisher.Id, buyer, qualify, _now);
        var expected = new ExpectedRevenue(
            price, (decimal)qualify.TotalSeconds, Millionths(odds.Answer), Millionths(odds.Qualify),
            Tenths(odds.BuyerDials), Tenths(odds.BuyerTalks), Tenths(odds.PublisherTalks), Tenths(odds.CampaignTalks));
        return expected with { Amount = expected.AmountAt(price) };
    }

    private static decimal Millionths(double rate) => decimal.Round((decimal)rate, 6);

    private static decimal Tenths(double count) => decimal.Round((decimal)count, 1);

    private static string Number(double number) => number.ToString("0.#", CultureInfo.InvariantCulture);
}
