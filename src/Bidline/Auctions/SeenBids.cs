using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// Remembers the last bid ids of each buyer, so that an old bid cannot be sold again for another call. The same id for
/// the same call is a bidder that keeps its offer, and welcome. Holds two generations of entries and forgets the older
/// one as a whole: 50,000 to 100,000 bids. Safe on any thread.
/// </summary>
internal sealed class SeenBids
{
    private const int Generation = 50_000;

    private readonly Lock _gate = new();
    private Dictionary<(BuyerId Buyer, string Bid), CallId> _young = [];
    private Dictionary<(BuyerId Buyer, string Bid), CallId> _old = [];

    /// <summary>False when this buyer has used the id for another call.</summary>
    public bool IsFirstUse(BuyerId buyer, string bidId, CallId call)
    {
        lock (_gate)
        {
            if (_young.TryGetValue((buyer, bidId), out var known) || _old.TryGetValue((buyer, bidId), out known))
                return known == call;
            if (_young.Count == Generation) (_old, _young) = (_young, []);
            _young.Add((buyer, bidId), call);
            return true;
        }
    }
}
