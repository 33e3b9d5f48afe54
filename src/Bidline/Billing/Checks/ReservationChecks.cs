using System.Globalization;
using Bidline.Storage;
using Microsoft.EntityFrameworkCore;

namespace Bidline.Billing.Checks;

/// <summary>What was promised to publishers adds up, and no promise was used by two calls.</summary>
internal static class ReservationChecks
{
    /// <summary>
    /// Offers = used + expired + mismatched + released + open, as the reservations and as the calls' own logs have it.
    /// </summary>
    public static async Task<InvariantResult> OffersAddUpAsync(Db db, CancellationToken cancel)
    {
        var events = db.Set<CallEventRow>();
        var rows = db.Set<ReservationRow>();
        // The calls first: what is used meanwhile is then found in the reservations.
        var claims = await events.Where(row => row.Kind == "reservation_used").Select(row => row.CallId).ToListAsync(cancel);
        var used = await rows.Where(row => row.State == "used").Select(row => new { row.Id, row.CallId }).ToListAsync(cancel);
        var offered = await db.Set<PingRow>().CountAsync(row => row.Outcome == "offered" && !row.Test, cancel);
        var counts = await rows.GroupBy(row => row.State).Select(group => new { group.Key, Count = group.Count() })
            .ToListAsync(cancel);
        var total = counts.Sum(count => count.Count);
        var byCall = used.Select(row => row.CallId).ToHashSet();
        string[] states = ["used", "expired", "mismatched", "released", "open"];
        var said = states.Where(state => Of(state) > 0)
            .Select(state => string.Create(CultureInfo.InvariantCulture, $"{Of(state)} {state}"));
        return Finding.Of(
            "P1",
            "Every offer is used, expired, mismatched, released or open, and is used by one call",
            [
                .. claims.Where(call => !byCall.Contains(call)).Select(call => $"{call} used an offer that is not its own"),
                .. claims.GroupBy(call => call).Where(call => call.Count() > 1).Select(call => $"{call.Key} used two offers"),
                .. used.Where(row => row.CallId is null).Select(row => $"{row.Id} is used, and by no call"),
                // Pings are forgotten after a while, and only then their promises.
                .. Enumerable.Repeat($"{offered} pings were offered something, {total} offers are kept", offered > total ? 1 : 0),
            ],
            total == 0 ? "no offers" : $"{total} offers = {string.Join(" + ", said)}");

        int Of(string state) => counts.Find(count => count.Key == state)?.Count ?? 0;
    }
}
