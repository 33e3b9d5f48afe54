using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;

namespace Bidline.Tests.Auctions;

/// <summary>
/// Bidders without a network: each answers what it was told to, after its delay. The URL's path is its id.
/// </summary>
internal sealed class ScriptedBidders : IDisposable
{
    private readonly Dictionary<string, (TimeSpan After, BidAnswer Answer)> _script = [];

    public ScriptedBidders(AuctionSettings? settings = null, DestinationPolicy? destinations = null)
    {
        Settings = settings ?? Some.Settings;
        Health = new BidderHealth(Settings, TimeProvider.System);
        Auctioneer = new Auctioneer(
            Settings, [new NoWire()], AskAsync, destinations ?? Some.Destinations, Health, TimeProvider.System);
    }

    public AuctionSettings Settings { get; }

    public BidderHealth Health { get; }

    public Auctioneer Auctioneer { get; }

    public List<BidRequest> Asked { get; } = [];

    public List<CallEvent.LateBid> Late { get; } = [];

    /// <summary>What happens while a bidder is being asked; nothing unless set.</summary>
    public Action<BidRequest>? WhenAsked { get; set; }

    public ScriptedBidders With(string id, BidAnswer answer, int afterMs = 0)
    {
        _script[id] = (TimeSpan.FromMilliseconds(afterMs), answer);
        return this;
    }

    public ScriptedBidders Bidding(string id, decimal price, int afterMs = 0) => With(id, Some.Bid(price), afterMs);

    public Task<AuctionResult> HoldAsync(AuctionOrder order, CancellationToken callerGone = default) =>
        Auctioneer.HoldAsync(order, late =>
        {
            lock (Late) Late.Add(late);
        }, callerGone);

    public void Dispose() => Auctioneer.Dispose();

    private async Task<BidderReply> AskAsync(IBuyerProtocol protocol, BidRequest request, BidderTerms terms)
    {
        lock (Asked) Asked.Add(request);
        WhenAsked?.Invoke(request);
        var (after, answer) = _script[terms.Url.AbsolutePath.Trim('/')];
        if (after > TimeSpan.Zero) await Task.Delay(after, TimeProvider.System);
        var now = TimeProvider.System.GetTimestamp();
        return new BidderReply(answer, now, now);
    }

    private sealed class NoWire : IBuyerProtocol
    {
        public string Name => "bidline";

        public BidderHttpRequest Write(BidRequest request, BidderTerms terms) => throw new NotSupportedException();

        public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) => throw new NotSupportedException();
    }
}
