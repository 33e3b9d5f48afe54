using System.Collections.Frozen;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Tracking;

namespace Bidline.Tests;

/// <summary>Valid and boring things to start a test from; a test changes the one thing that it is about.</summary>
public static class Given
{
    public static DateTimeOffset Monday9Am { get; } = new(2026, 3, 2, 14, 0, 0, TimeSpan.Zero);

    public static PhoneNumber Caller { get; } = PhoneNumber.Parse("+13055550142");

    public static PhoneNumber Dialled { get; } = PhoneNumber.Parse("+18005550100");

    public static CallId CallId { get; } = new(Guid.Parse("0197b0de-0000-7000-8000-0123456789ab"));

    public static Buyer ABuyer(string id = "acme") => new(
        new BuyerId(id), id, BillingMode.Prepaid, Money.Usd(0), Money.Usd(500), Caps.None, Paused: false);

    public static Target ATarget(string id = "acme-fl", string buyer = "acme", decimal price = 34) => new(
        new TargetId(id), id, new BuyerId(buyer), new Destination.Sip("sip:sales@127.0.0.1:5070"),
        TimeSpan.FromSeconds(25), new TargetPrice.Fixed(Money.Usd(price)), new QualifyRule(TimeSpan.FromSeconds(60)),
        Hours: null, Caps.None, Filter: null, Paused: false);

    public static Target ABidder(string id, string buyer = "acme", string url = "http://127.0.0.1:1/bid") =>
        ATarget(id, buyer) with
        {
            Price = new TargetPrice.Bidder(new BidderTerms(
                "bidline", new Uri(url), TimeSpan.FromMilliseconds(80), Money.Usd(60), ShareCaller.Never)),
        };

    public static Publisher APublisher(string id = "zeta") => new(new PublisherId(id), id, Paused: false, "p-7f3a");

    public static PublisherTerms PublisherTerms(string id = "zeta") => new(
        new PublisherId(id), new PayoutTerms.PercentOfRevenue(80, null, null),
        new QualifyRule(TimeSpan.FromSeconds(60)), Caps.None);

    public static Campaign ACampaign(params string[] targets) => ACampaign(0, [targets]);

    public static Campaign ACampaign(decimal floor, params string[][] tiers) => new(
        new CampaignId("auto-fl"), "Auto insurance, Florida", Paused: false,
        new AuctionTerms(
            AuctionType.FirstPrice, Money.Usd(floor), TimeSpan.FromMilliseconds(500), RankBy.Price, QualifyMax: null),
        [.. tiers.Select(tier => new Tier(
            [.. tier.Select(id => new TierTarget(new TargetId(id), 1, 1))], TierOrder.Auction))],
        new Fallback.Say("Sorry.", null),
        new[] { PublisherTerms() }.ToFrozenDictionary(terms => terms.Publisher),
        RecordingTerms.Off);

    public static CampaignBook ABook(Campaign campaign, params Target[] targets) => CampaignBook.Empty with
    {
        Version = 1,
        Publishers = new[] { APublisher() }.ToFrozenDictionary(p => p.Id),
        Buyers = targets.Select(t => t.Buyer).Distinct().Select(id => ABuyer(id.Value)).ToFrozenDictionary(b => b.Id),
        Targets = targets.ToFrozenDictionary(t => t.Id),
        Campaigns = new[] { campaign }.ToFrozenDictionary(c => c.Id),
        Numbers = new[] { new TrackingNumber(Dialled, campaign.Id, new PublisherId("zeta")) }
            .ToFrozenDictionary(n => n.Number),
    };

    /// <summary>Numbers +1 305 555 0100 and on, lent for half an hour.</summary>
    public static NumberPool APool(int numbers = 3, string id = "site") => new(
        new PoolId(id), id, new CampaignId("auto-fl"), new PublisherId("zeta"),
        [.. Enumerable.Range(0, numbers).Select(PooledNumber)], TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30),
        Dialled) { NumbersPerAddress = NumberPool.NumbersMax };

    public static PhoneNumber PooledNumber(int index) => PhoneNumber.Parse($"+1305555{100 + index:0000}");

    public static VisitFacts AVisitOf(params (string Name, string Value)[] tags) => new(
        "https://site.example/offer", "https://www.google.com/", "desktop Chrome on Windows",
        tags.ToDictionary(tag => tag.Name, tag => tag.Value), null);

    public static Visit AVisit(VisitId? id = null, VisitorId? visitor = null, params (string Name, string Value)[] tags)
    {
        var facts = AVisitOf(tags);
        return new Visit(
            id ?? VisitId.New(TimeProvider.System), visitor ?? VisitorId.New(TimeProvider.System), new PoolId("site"),
            new CampaignId("auto-fl"), new PublisherId("zeta"), Monday9Am, facts.LandingPage, facts.Referrer, facts.Device,
            facts.Tags, []);
    }

    public static InboundCall AnInboundCall() => new(
        CallId, Monday9Am, new TrunkId("lab"), Dialled, Caller, new Dictionary<string, string>(), "A",
        "127.0.0.1:5090", "sip-call-id");

    public static CallerProfile AFloridian() => CallerProfile.Unknown(Caller) with
    {
        Country = "US",
        State = "FL",
        AreaCode = "305",
        TimeZone = "America/New_York",
    };

    public static Standing AFreeStanding() => new(
        CapStanding.Unused, CapStanding.Unused, FreeFunds: Money.Usd(500));

    public static CapStanding AUse(int calls = 0, decimal spent = 0, int live = 0, CalendarPeriod period = CalendarPeriod.Day) =>
        new(live, [new PeriodUse(period, calls, Money.Usd(spent), Monday9Am.AddHours(15))]);
}
