using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Pings;

/// <summary>Who was asked about a ping. An offer keeps its auction whole; of the others there are the candidates' rows.</summary>
public sealed class PingReading(Store store)
{
    /// <summary>The auction that decided an offer; null where nothing was promised, or it was read in part.</summary>
    public static AuctionTrace? AuctionOf(PingWithReservation found) => found.Reservation is { Body.Length: > 0 } row
        ? AuctionTraceOfRecord.Of(new CallAuction(ReservationStatements.Read(row).Reservation.Record, TimeSpan.Zero))
        : null;

    /// <summary>Best first; none where there is an offer, where nobody was asked, and after candidates are forgotten.</summary>
    public async Task<IReadOnlyList<BidRow>> CandidatesAsync(PingWithReservation found, CancellationToken cancel)
    {
        if (found.Reservation is not null || !AuctionId.TryParse(found.Ping.Auction, out var auction)) return [];
        var rows = await store.Bids.OfAuctionAsync(auction, cancel).ConfigureAwait(false);
        return [.. rows.OrderBy(row => row.Stage == CandidateStage.NotAsked).ThenByDescending(row => row.Bid?.Micros ?? 0)];
    }
}
