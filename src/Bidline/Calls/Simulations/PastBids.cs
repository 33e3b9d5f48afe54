using Bidline.Primitives;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Calls.Simulations;

/// <summary>What bidders bid in the latest real auctions of a campaign. Only reads.</summary>
public sealed class PastBids(Store store)
{
    private const int CallsMax = 50;

    /// <summary>The last bid of each bidder that made a readable one in the latest calls.</summary>
    public async Task<Dictionary<TargetId, Money>> OfAsync(
        CampaignId campaign, Currency currency, CancellationToken cancel)
    {
        await using var db = store.Read();
        var id = campaign.Value;
        var calls = await db.Set<CallRow>()
            .Where(call => call.Campaign == id && call.Asked > 0)
            .OrderByDescending(call => call.ReceivedAt)
            .Take(CallsMax)
            .Select(call => call.Id)
            .ToListAsync(cancel).ConfigureAwait(false);
        var rows = await db.Set<CallEventRow>().AsNoTracking()
            .Where(row => row.Kind == "auction_closed" && calls.Contains(row.CallId))
            .OrderBy(row => row.CallId).ThenBy(row => row.Seq)
            .ToListAsync(cancel).ConfigureAwait(false);
        var bids = new Dictionary<TargetId, Money>();
        // Ids of calls are in the order of time, so that a later bid takes the place of an earlier one.
        foreach (var closed in rows.Select(row => CallLogStatements.Read(row).Event).OfType<CallEvent.AuctionClosed>())
            foreach (var row in closed.Auction.Candidates)
                if (row is { Bid: { } bid, Given: not null } && bid.Currency == currency)
                    bids[row.Target] = bid;
        return bids;
    }
}
