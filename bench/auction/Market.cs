using System.Collections.Frozen;
using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Bench.Auction;

/// <summary>A campaign of bidders at the stub, each a host of its own, and the real auctioneer and client.</summary>
internal sealed class Market : IDisposable
{
    /// <summary>A stranger is asked so often before its breaker would open.</summary>
    private const int AuctionsOfAStranger = 9;

    private readonly int _port;
    private readonly bool _byTemplate;
    private readonly Auctioneer _auctioneer;
    private readonly AuctionOrder[] _orders;
    private long _round;
    private long _asked;
    private long _bids;

    /// <param name="steady">What each bidder does, as a path of the stub.</param>
    /// <param name="strange">
    /// The same for bidders that are new every few auctions, so that no breaker spares us those who fail.
    /// </param>
    /// <param name="byTemplate">The same question and answer, described by the market instead of known.</param>
    public Market(
        int port, int deadlineMs, string[] steady, string[]? strange = null, int auctionsMax = 1, bool byTemplate = false)
    {
        (_port, _byTemplate) = (port, byTemplate);
        var settings = new AuctionSettings("bidline.bench", new byte[32])
        {
            AskedMax = AuctionSettings.AskedLimit, InFlightPerBidder = 1024,
        };
        _auctioneer = new Auctioneer(
            settings, BuyerProtocols.All, Client.AskAsync,
            new DestinationPolicy(new AddressPolicy(allowPrivate: true), []),
            new BidderHealth(settings, TimeProvider.System), TimeProvider.System);
        var known = steady.Select((path, i) => Bidder($"b{i}", i, path, deadlineMs)).ToArray();
        var sets = strange is null ? 1 : (auctionsMax / AuctionsOfAStranger) + 1;
        _orders = [.. Enumerable.Range(0, sets).Select(set => OrderOf(
            [.. known, .. (strange ?? []).Select((path, i) => Bidder($"s{set}-{i}", known.Length + i, path, deadlineMs))],
            deadlineMs))];
    }

    public BidderClient Client { get; } = new(
        new BidderClientSettings(), new AddressPolicy(allowPrivate: true), TimeProvider.System);

    /// <summary>
    /// A run in which bidders timed out or were spared by their breaker is not a run of so many bidders.
    /// </summary>
    public double BidShare => (double)Volatile.Read(ref _bids) / Volatile.Read(ref _asked);

    public async Task HoldAsync()
    {
        var round = Interlocked.Increment(ref _round);
        var order = _orders[round / AuctionsOfAStranger % _orders.Length];
        var result = await _auctioneer.HoldAsync(
            order with { Id = AuctionId.New(TimeProvider.System), Seed = (ulong)round }, static _ => { },
            CancellationToken.None).ConfigureAwait(false);
        Interlocked.Add(ref _asked, result.Record.Candidates.Count);
        Interlocked.Add(ref _bids, result.Offers.Count);
    }

    public void ForgetAnswers() => (_asked, _bids) = (0, 0);

    public void Dispose()
    {
        _auctioneer.Dispose();
        Client.Dispose();
    }

    private static AuctionOrder OrderOf(Candidacy[] field, int deadlineMs)
    {
        var campaign = new Campaign(
            new CampaignId("auto-fl"), "Auto", false,
            new AuctionTerms(
                AuctionType.FirstPrice, Money.Usd(12), TimeSpan.FromMilliseconds(deadlineMs), RankBy.Price, null),
            [new Tier([.. field.Select(candidacy => candidacy.Place)], TierOrder.Auction)],
            new Fallback.Say("Sorry.", null), FrozenDictionary<PublisherId, PublisherTerms>.Empty, RecordingTerms.Off);
        var profile = CallerProfile.Unknown(PhoneNumber.Parse("+13055550142")) with
        {
            AreaCode = "305", State = "FL", Zip = "33130", LineType = "mobile",
            Tags = new Dictionary<string, string> { ["age"] = "52", ["sub_id"] = "881" },
        };
        return new AuctionOrder(
            AuctionId.New(TimeProvider.System), CallId.New(TimeProvider.System), CampaignBook.Empty, campaign,
            new Publisher(new PublisherId("zeta"), "Zeta", false, "p-7f3a"), profile, field, 0, 0, "call", false);
    }

    private Candidacy Bidder(string id, int host, string path, int deadlineMs)
    {
        var buyer = new Buyer(new BuyerId(id), id, BillingMode.Prepaid, Money.Usd(0), null, Caps.None, false);
        var url = new Uri($"http://127.0.0.{(host % 50) + 1}:{_port}{path}");
        var terms = _byTemplate
            ? Template.Of(url, deadlineMs)
            : new BidderTerms("bidline", url, TimeSpan.FromMilliseconds(deadlineMs), null, ShareCaller.Never);
        var target = new Target(
            new TargetId(id), id, buyer.Id, new Destination.FromBid(), TimeSpan.FromSeconds(25),
            new TargetPrice.Bidder(terms), new QualifyRule(TimeSpan.FromSeconds(60)), null, Caps.None, null, false);
        return new Candidacy(target, buyer, 0, new TierTarget(target.Id, 0, 1), []);
    }
}
