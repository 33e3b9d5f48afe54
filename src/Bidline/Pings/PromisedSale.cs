using Bidline.Calls;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Routing.Plans;

namespace Bidline.Pings;

/// <summary>Offers a call that came for a promise to whom the promise was made on, before any auction.</summary>
public sealed class PromisedSale(Arrivals arrivals, Connector connector)
{
    /// <param name="walk">Learns that this target had its turn, and what its place says of what follows.</param>
    /// <returns>How the call ended; null when that target may not take it any more, or did not.</returns>
    public async Task<CallEvent.Ended?> OfferAsync(
        LiveCall call, Admission.Admitted admitted, CallerProfile profile, Reservation promised, PlanWalk walk)
    {
        walk.Use([promised.Winner.Target]);
        if (arrivals.WinnerOf(promised, call, admitted, profile) is not { } winner) return null;
        var round = new PlanRound(admitted.Campaign, admitted.Terms, winner.Tier);
        var offer = promised.Winner.In(winner.Target, winner.Buyer);
        var connection = await connector.ConnectAsync(call, round, [offer]).ConfigureAwait(false);
        if (connection is Connection.Over(var ended)) return ended;
        walk.Follow(((Connection.NotTaken)connection).Step, winner.Tier);
        return null;
    }
}
