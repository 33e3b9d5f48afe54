using System.Collections.Frozen;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Tests.Auctions;

/// <summary>Valid and boring auctions; a test changes what it is about.</summary>
internal static class Some
{
    public static readonly PhoneNumber Caller = PhoneNumber.Parse("+13055550142");

    public static readonly AuctionSettings Settings = new("bidline.test", new byte[32]);

    public static readonly DestinationPolicy Destinations = new(new AddressPolicy(allowPrivate: true), []);

    public static AuctionTerms Terms(
        AuctionType type = AuctionType.FirstPrice, decimal floor = 0, int deadlineMs = 2000, int? qualifyMax = null) =>
        new(
        type,
        Money.Usd(floor),
        TimeSpan.FromMilliseconds(deadlineMs),
        RankBy.Price,
        qualifyMax is { } seconds ? TimeSpan.FromSeconds(seconds) : null);

    public static Candidacy Fixed(string id, decimal price, int tier = 0, int priority = 0, int weight = 1) =>
        Candidacy(
            id, new TargetPrice.Fixed(Money.Usd(price)), new Destination.Sip("sip:desk@10.0.0.5"), tier, priority,
            weight);

    public static Candidacy Bidder(
        string id, string url = "http://127.0.0.1:1/bid", int timeoutMs = 1000, decimal? maxBid = null,
        ShareCaller share = ShareCaller.Never, string protocol = "bidline", int tier = 0, int priority = 0,
        int weight = 1, Func<BidderTerms, BidderTerms>? on = null)
    {
        var terms = new BidderTerms(
            protocol,
            new Uri(url),
            TimeSpan.FromMilliseconds(timeoutMs),
            maxBid is { } max ? Money.Usd(max) : null,
            share);
        terms = on?.Invoke(terms) ?? terms;
        return Candidacy(id, new TargetPrice.Bidder(terms), new Destination.FromBid(), tier, priority, weight);
    }

    public static AuctionOrder Order(
        IReadOnlyList<Candidacy> candidacies, AuctionTerms? terms = null, TierOrder by = TierOrder.Auction,
        ulong seed = 7, int tier = 0)
    {
        var tiers = Enumerable.Range(0, candidacies.Max(candidacy => candidacy.Tier) + 1)
            .Select(index => new Tier([.. candidacies.Where(c => c.Tier == index).Select(c => c.Place)], by))
            .ToArray();
        var campaign = new Campaign(
            new CampaignId("auto-fl"), "Auto, Florida", false, terms ?? Terms(), tiers,
            new Fallback.Say("Sorry.", null), FrozenDictionary<PublisherId, PublisherTerms>.Empty, RecordingTerms.Off);
        var publisher = new Publisher(new PublisherId("zeta"), "Zeta", false, "p-7f3a");
        var profile = CallerProfile.Unknown(Caller) with
        {
            AreaCode = "305", State = "FL", Zip = "33130", Tags = new Dictionary<string, string> { ["age"] = "52" },
        };
        return new AuctionOrder(
            AuctionId.New(TimeProvider.System), CallId.New(TimeProvider.System), CampaignBook.Empty, campaign,
            publisher, profile, candidacies, tier, seed, "call", false);
    }

    public static BidAnswer.Bid Bid(
        decimal price, string? destination = "sip:desk@10.0.0.9", string? currency = null, int? qualify = null,
        int? valid = null, string? id = null) => new(Money.Usd(price), currency, id, destination, qualify, valid);

    private static Candidacy Candidacy(
        string id, TargetPrice price, Destination destination, int tier, int priority, int weight)
    {
        var buyer = new Buyer(
            new BuyerId("buyer-" + id), id, BillingMode.Prepaid, Money.Usd(0), null, Caps.None, false);
        var target = new Target(
            new TargetId(id), id, buyer.Id, destination, TimeSpan.FromSeconds(25), price,
            new QualifyRule(TimeSpan.FromSeconds(60)), null, Caps.None, null, false);
        return new Candidacy(target, buyer, tier, new TierTarget(target.Id, priority, weight), []);
    }
}
