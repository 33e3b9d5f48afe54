using System.Collections.Frozen;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Bench.Auction;

/// <summary>A campaign of so many bidders at one stub, and the real auctioneer and client that ask them.</summary>
internal sealed class Market : IDisposable
{
    private readonly int _bidders;
    private readonly Uri _url;
    private readonly int _deadlineMs;
    private readonly BidderClient _client = new(
        new BidderClientSettings(), new AddressPolicy(allowPrivate: true), TimeProvider.System);

    private readonly Auctioneer _auctioneer;
    private readonly AuctionOrder _order;
    private long _round;
    private long _rows;
    private long _bids;

    public Market(int port, int bidders, int deadlineMs)
    {
        (_bidders, _url, _deadlineMs) = (bidders, new Uri($"http://127.0.0.1:{port}/bid"), deadlineMs);
        var settings = new AuctionSettings("bidline.bench", new byte[32]) { AskedMax = AuctionSettings.AskedLimit };
        _auctioneer = new Auctioneer(
            settings, BuyerProtocols.All, _client.AskAsync,
            new DestinationPolicy(new AddressPolicy(allowPrivate: true), []),
            new BidderHealth(settings, TimeProvider.System), TimeProvider.System);
        _order = OrderOf("b");
    }

    /// <param name="strangers">
    /// Every auction has bidders never seen before, so that no breaker spares us the silent ones.
    /// </param>
    public async Task<AuctionResult> HoldAsync(bool strangers = false)
    {
        var round = Interlocked.Increment(ref _round);
        var order = strangers ? OrderOf($"b{round}-") : _order;
        var result = await _auctioneer.HoldAsync(
            order with { Id = AuctionId.New(TimeProvider.System), Seed = (ulong)round }, static _ => { },
            CancellationToken.None).ConfigureAwait(false);
        Interlocked.Add(ref _rows, result.Record.Candidates.Count);
        Interlocked.Add(ref _bids, result.Offers.Count);
        return result;
    }

    /// <summary>
    /// A run in which bidders timed out or were spared by their breaker is not a run of so many bidders.
    /// </summary>
    public double AnsweredShare => (double)Volatile.Read(ref _bids) / Volatile.Read(ref _rows);

    public void ForgetAnswers() => (_rows, _bids) = (0, 0);

    public void Dispose()
    {
        _auctioneer.Dispose();
        _client.Dispose();
    }

    private AuctionOrder OrderOf(string prefix)
    {
        var candidacies = Enumerable.Range(0, _bidders).Select(i => Bidder(prefix + i)).ToArray();
        var campaign = new Campaign(
            new CampaignId("auto-fl"), "Auto", false,
            new AuctionTerms(
                AuctionType.FirstPrice, Money.Usd(12), TimeSpan.FromMilliseconds(_deadlineMs), RankBy.Price, null),
            [new Tier([.. candidacies.Select(candidacy => candidacy.Place)], TierOrder.Auction)],
            new Fallback.Say("Sorry.", null), FrozenDictionary<PublisherId, PublisherTerms>.Empty, RecordingMode.Off);
        var profile = CallerProfile.Unknown(PhoneNumber.Parse("+13055550142")) with
        {
            AreaCode = "305", State = "FL", Zip = "33130", LineType = "mobile",
            Tags = new Dictionary<string, string> { ["age"] = "52", ["sub_id"] = "881" },
        };
        return new AuctionOrder(
            AuctionId.New(TimeProvider.System), CallId.New(TimeProvider.System), CampaignBook.Empty, campaign,
            new Publisher(new PublisherId("zeta"), "Zeta", false, "p-7f3a"), profile, candidacies, 0, 0, "call", false);
    }

    private Candidacy Bidder(string id)
    {
        var buyer = new Buyer(new BuyerId(id), id, BillingMode.Prepaid, Money.Usd(0), null, Caps.None, false);
        var terms = new BidderTerms("bidline", _url, TimeSpan.FromSeconds(1), null, ShareCaller.Never);
        var target = new Target(
            new TargetId(id), id, buyer.Id, new Destination.FromBid(), TimeSpan.FromSeconds(25),
            new TargetPrice.Bidder(terms), new QualifyRule(TimeSpan.FromSeconds(60)), null, Caps.None, null, false);
        return new Candidacy(target, buyer, 0, new TierTarget(target.Id, 0, 1), []);
    }
}
