using System.Net;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Connecting;

namespace Bidline.Adapters.Buyers.Watching;

/// <summary>
/// The client of the auctions with a tap on its wire: it asks in the same way, with connections of its own, and hands
/// out what was sent and what came. For trials and conformance checks, not for auctions. Safe on any thread.
/// </summary>
public sealed class WatchedClient : IDisposable
{
    private readonly WireTap _tap;
    private readonly BidderClient _client;

    public WatchedClient(BidderClientSettings settings, AddressPolicy addresses, TimeProvider clock)
    {
        _tap = new WireTap(clock, settings.BodyMax);
        _client = new BidderClient(settings, addresses, clock, _tap.Around, Dns.GetHostAddressesAsync);
    }

    /// <summary>The <see cref="WatchBidder"/> of this client.</summary>
    public async Task<WatchedReply> AskAsync(IBuyerProtocol protocol, BidRequest request, BidderTerms terms)
    {
        var tapped = _tap.Open();
        var reply = await _client.AskAsync(protocol, request, terms).ConfigureAwait(false);
        return new WatchedReply(reply.Answer, tapped.ToExchange(reply.DoneAt));
    }

    public void Dispose() => _client.Dispose();
}
