using System.Collections.Immutable;
using Bidline.Primitives;

namespace Bidline.Odds;

/// <summary>
/// What past calls say about the next one: how often each buyer answers, and how long callers of each campaign,
/// publisher and buyer talk. An immutable value; a call keeps the one it began with. Pure.
/// </summary>
public sealed record MarketOdds
{
    /// <summary>
    /// Talks that a campaign needs before its auctions go by expected revenue; below, the price is the better guess.
    /// </summary>
    public const int TalksMin = 100;

    /// <summary>Before anything was seen: most calls are answered, and half the talks last two minutes.</summary>
    private const double AnswerRate = 0.8;

    private const double MedianTalkSeconds = 120;

    private MarketOdds()
    {
    }

    public static MarketOdds Nothing { get; } = new();

    private TalkCurve Talks { get; init; } = TalkCurve.Empty;

    private AnswerCount Answers { get; init; } = AnswerCount.None;

    private ImmutableDictionary<CampaignId, TalkCurve> Campaigns { get; init; } =
        ImmutableDictionary<CampaignId, TalkCurve>.Empty;

    private ImmutableDictionary<(CampaignId, PublisherId), TalkCurve> Publishers { get; init; } =
        ImmutableDictionary<(CampaignId, PublisherId), TalkCurve>.Empty;

    private ImmutableDictionary<(CampaignId, BuyerId), TalkCurve> Buyers { get; init; } =
        ImmutableDictionary<(CampaignId, BuyerId), TalkCurve>.Empty;

    private ImmutableDictionary<BuyerId, AnswerCount> BuyerAnswers { get; init; } =
        ImmutableDictionary<BuyerId, AnswerCount>.Empty;

    private ImmutableDictionary<(CampaignId, BuyerId), AnswerCount> CampaignAnswers { get; init; } =
        ImmutableDictionary<(CampaignId, BuyerId), AnswerCount>.Empty;

    public MarketOdds With(PastDial dial)
    {
        var own = (dial.Campaign, dial.Buyer);
        var next = this with
        {
            Answers = Counted(Answers, dial),
            BuyerAnswers = BuyerAnswers.SetItem(
                dial.Buyer, Counted(BuyerAnswers.GetValueOrDefault(dial.Buyer, AnswerCount.None), dial)),
            CampaignAnswers = CampaignAnswers.SetItem(
                own, Counted(CampaignAnswers.GetValueOrDefault(own, AnswerCount.None), dial)),
        };
        return dial.TalkTime is { } talkTime ? next.WithTalk(dial, talkTime) : next;
    }

    /// <summary>How many talks of a campaign are known, old ones in part.</summary>
    public double TalksOf(CampaignId campaign, DateTimeOffset now) => CurveOf(campaign).CountAt(now);

    /// <param name="qualify">The seconds after which this buyer would pay.</param>
    public OfferOdds Of(
        CampaignId campaign, PublisherId publisher, BuyerId buyer, TimeSpan qualify, DateTimeOffset now)
    {
        var ofCampaign = CurveOf(campaign);
        var ofPublisher = Publishers.GetValueOrDefault((campaign, publisher), TalkCurve.Empty);
        var ofBuyer = Buyers.GetValueOrDefault((campaign, buyer), TalkCurve.Empty);
        var dials = CampaignAnswers.GetValueOrDefault((campaign, buyer), AnswerCount.None);
        return new OfferOdds(
            AnswerRateOf(buyer, dials, now),
            SurvivalOf(qualify, ofCampaign, ofPublisher, ofBuyer, now),
            dials.DialsAt(now), ofBuyer.CountAt(now), ofPublisher.CountAt(now), ofCampaign.CountAt(now));
    }

    private MarketOdds WithTalk(PastDial dial, TimeSpan talkTime)
    {
        var (publisher, buyer) = ((dial.Campaign, dial.Publisher), (dial.Campaign, dial.Buyer));
        return this with
        {
            Talks = Longer(Talks),
            Campaigns = Campaigns.SetItem(dial.Campaign, Longer(CurveOf(dial.Campaign))),
            Publishers = Publishers.SetItem(publisher, Longer(Publishers.GetValueOrDefault(publisher, TalkCurve.Empty))),
            Buyers = Buyers.SetItem(buyer, Longer(Buyers.GetValueOrDefault(buyer, TalkCurve.Empty))),
        };

        TalkCurve Longer(TalkCurve curve) => curve.With(talkTime, dial.IsCut, dial.At);
    }

    private static AnswerCount Counted(AnswerCount count, PastDial dial) =>
        count.With(isAnswered: dial.TalkTime is not null, dial.At);

    private TalkCurve CurveOf(CampaignId campaign) => Campaigns.GetValueOrDefault(campaign, TalkCurve.Empty);

    /// <summary>From the widest circle to the narrowest: the market, the buyer anywhere, the buyer in this campaign.</summary>
    private double AnswerRateOf(BuyerId buyer, AnswerCount inCampaign, DateTimeOffset now)
    {
        var anywhere = BuyerAnswers.GetValueOrDefault(buyer, AnswerCount.None);
        return inCampaign.RateOver(anywhere.RateOver(Answers.RateOver(AnswerRate, now), now), now);
    }

    /// <summary>
    /// The chance to talk at least that long. Bin by bin the chance to hang up is the campaign's, times how much more
    /// often than that it happens with this publisher, and with this buyer: so the curve can only fall, a buyer that
    /// hangs up just before it would pay shows in its own bin, and one that is new is the campaign's average.
    /// </summary>
    private double SurvivalOf(
        TimeSpan qualify, TalkCurve campaign, TalkCurve publisher, TalkCurve buyer, DateTimeOffset now)
    {
        var (market, general) = (Fading.Since(Talks.At, now), Fading.Since(campaign.At, now));
        var (theirs, own) = (Fading.Since(publisher.At, now), Fading.Since(buyer.At, now));
        var survival = 1.0;
        var last = TalkBins.Of(qualify);
        for (var bin = 0; bin <= last; bin++)
        {
            var share = bin < last ? 1 : TalkBins.ShareOf(qualify, bin);
            if (share <= 0) break;
            var usual = campaign.HazardOf(bin, Talks.HazardOf(bin, FirstGuess(bin), market), general);
            var hazard = publisher.HazardOf(bin, usual, theirs) * buyer.HazardOf(bin, usual, own) / usual;
            survival *= Math.Pow(1 - Math.Min(1, hazard), share);
        }

        return survival;
    }

    private static double FirstGuess(int bin) => 1 - Math.Pow(0.5, TalkBins.WidthOf(bin) / MedianTalkSeconds);
}

/// <summary>The chances of one offer, and the calls that they were learned from.</summary>
/// <param name="Answer">That the buyer answers.</param>
/// <param name="Qualify">That the talk, once begun, reaches the buyer's minimum.</param>
/// <param name="BuyerDials">Dials to the buyer in this campaign; the counts hold old calls in part.</param>
public sealed record OfferOdds(
    double Answer, double Qualify, double BuyerDials, double BuyerTalks, double PublisherTalks, double CampaignTalks);
