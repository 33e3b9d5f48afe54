using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Adapters.Buyers;

/// <summary>
/// Holds a few real auctions with bidders of our own on loopback before the first caller comes: the first auction of a
/// cold program costs some hundred milliseconds of just-in-time compilation (stack.md 2f). It has an auctioneer, a
/// client and a record of bidders of its own, so that nothing of it stays.
/// </summary>
public static class Rehearsal
{
    private const int Auctions = 12;

    private const string BidBody = """{"bid":"1.00","destination":"sip:a@127.0.0.1:9","id":"r"}""";

    private static readonly byte[] Bid = Encoding.ASCII.GetBytes(
        $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {BidBody.Length}\r\n\r\n{BidBody}");

    private static readonly byte[] NoBid = Encoding.ASCII.GetBytes("HTTP/1.1 204 No Content\r\n\r\n");

    /// <summary>Returns when done or cancelled; what fails on the way only leaves the program colder.</summary>
    public static async Task RunAsync(AuctionSettings settings, TimeProvider clock, CancellationToken cancel)
    {
        using var bidders = new TcpListener(IPAddress.Loopback, 0);
        bidders.Start();
        var loopback = new AddressPolicy(allowPrivate: true);
        using var client = new BidderClient(new BidderClientSettings(), loopback, clock);
        using var auctioneer = new Auctioneer(
            settings, BuyerProtocols.All, client.AskAsync, new DestinationPolicy(loopback, []),
            new BidderHealth(settings, clock), clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var serving = ServeAsync(bidders, stop.Token);
        var port = ((IPEndPoint)bidders.LocalEndpoint).Port;
        for (var i = 0; i < Auctions && !cancel.IsCancellationRequested; i++)
            await auctioneer.HoldAsync(OrderTo(port, clock), static _ => { }, cancel).ConfigureAwait(false);
        await stop.CancelAsync().ConfigureAwait(false);
        await serving.ConfigureAwait(false);
    }

    private static AuctionOrder OrderTo(int port, TimeProvider clock)
    {
        Candidacy[] bidders = [BidderAt(port, "bid", 0), BidderAt(port, "no-bid", 1), BidderAt(port, "bid-too", 2)];
        var terms = new AuctionTerms(
            AuctionType.FirstPrice, Money.Usd(0), TimeSpan.FromMilliseconds(500), RankBy.Price, null);
        var campaign = new Campaign(
            new CampaignId("rehearsal"), "Rehearsal", false, terms,
            [new Tier([.. bidders.Select(bidder => bidder.Place)], TierOrder.Auction)],
            new Fallback.Say("", null), FrozenDictionary<PublisherId, PublisherTerms>.Empty, RecordingTerms.Off);
        var auction = AuctionId.New(clock);
        return new AuctionOrder(
            auction, CallId.New(clock), CampaignBook.Empty, campaign,
            new Publisher(new PublisherId("rehearsal"), "Rehearsal", false, "p-0"),
            CallerProfile.Unknown(PhoneNumber.Parse("+13055550142")), bidders, 0, Seed.Of(auction), "call", Test: true);
    }

    private static Candidacy BidderAt(int port, string path, int place)
    {
        var buyer = new Buyer(
            new BuyerId("rehearsal"), "Rehearsal", BillingMode.Prepaid, Money.Usd(0), null, Caps.None, false);
        var terms = new BidderTerms(
            "bidline", new Uri($"http://127.0.0.1:{port}/{path}"), TimeSpan.FromMilliseconds(500), null, ShareCaller.Never);
        var target = new Target(
            new TargetId(path), path, buyer.Id, new Destination.FromBid(), TimeSpan.FromSeconds(1),
            new TargetPrice.Bidder(terms), new QualifyRule(TimeSpan.Zero), null, Caps.None, null, false);
        return new Candidacy(target, buyer, 0, new TierTarget(target.Id, place, 1), []);
    }

    private static async Task ServeAsync(TcpListener listener, CancellationToken stop)
    {
        var talks = new List<Task>();
        try
        {
            while (true) talks.Add(AnswerAsync(await listener.AcceptSocketAsync(stop).ConfigureAwait(false), stop));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(talks).ConfigureAwait(false);
        }
    }

    // Our own client sends a small request in one piece, so one read is one request.
    private static async Task AnswerAsync(Socket socket, CancellationToken stop)
    {
        using var talk = socket;
        var request = new byte[4096];
        try
        {
            while (true)
            {
                var read = await talk.ReceiveAsync(request, stop).ConfigureAwait(false);
                if (read == 0) return;
                var answer = request.AsSpan(0, read).StartsWith("POST /no-bid"u8) ? NoBid : Bid;
                await talk.SendAsync(answer, stop).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            // The rehearsal is over.
        }
    }
}
