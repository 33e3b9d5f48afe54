using System.Collections.Frozen;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Auctions.Trials;

/// <summary>A campaign and a publisher whose calls a target may get.</summary>
internal sealed record TrialSale(Campaign Campaign, Publisher Publisher);

/// <summary>Every place where a target is sold, by id of campaign and publisher.</summary>
internal sealed record TrialSales(IReadOnlyList<TrialSale> All, TrialSale Nowhere)
{
    public static TrialSales Of(CampaignBook book, Target target)
    {
        var sales =
            from campaign in book.Campaigns.Values
            where campaign.Tiers.Any(tier => tier.Targets.Any(place => place.Target == target.Id))
            from terms in campaign.Publishers.Values
            orderby campaign.Id.Value, terms.Publisher.Value
            select new TrialSale(campaign, book.Publishers[terms.Publisher]);
        return new TrialSales([.. sales], NowhereOf(book, target));
    }

    /// <summary>Null when it is not sold there. A target that no campaign uses yet is tried on terms of its own.</summary>
    public TrialSale? Find(CampaignId? campaign, PublisherId? publisher) =>
        All.Count == 0 && campaign is null && publisher is null
            ? Nowhere
            : All.FirstOrDefault(sale => (campaign is null || sale.Campaign.Id == campaign)
                && (publisher is null || sale.Publisher.Id == publisher));

    private static TrialSale NowhereOf(CampaignBook book, Target target)
    {
        var deadline = ((TargetPrice.Bidder)target.Price).Terms.Timeout;
        var auction = new AuctionTerms(
            AuctionType.FirstPrice, Money.Zero(book.Currency), deadline, RankBy.Price, QualifyMax: null);
        var campaign = new Campaign(
            new CampaignId("test"), "Test", Paused: false, auction, [], new Fallback.Say("", null),
            FrozenDictionary<PublisherId, PublisherTerms>.Empty, RecordingTerms.Off);
        return new TrialSale(campaign, new Publisher(new PublisherId("test"), "Test", Paused: false, "p-test"));
    }
}
