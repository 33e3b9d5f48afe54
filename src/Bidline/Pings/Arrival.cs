using System.Globalization;
using Bidline.Campaigns;
using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>A call that came by a way that is given out with offers. Pure: what it is worth by what was promised.</summary>
/// <param name="Kept">What it came for; null when there is no such offer.</param>
/// <param name="Missed">Why it is not the promised call; null when it is.</param>
/// <param name="Policy">What is done with it when it is not.</param>
public sealed record Arrival(KeptReservation? Kept, Reason? Missed, ArrivalPolicy Policy)
{
    public Reservation? Reservation => Kept?.Reservation;

    /// <summary>By the SIP address of one offer.</summary>
    /// <param name="kept">Null when no offer has the address: somebody made it up.</param>
    /// <param name="endpoint">Null when it is gone from the market: then the strictest policy holds.</param>
    public static Arrival BySip(InboundCall call, KeptReservation? kept, PingEndpoint? endpoint) => kept is null
        ? new Arrival(null, Reason.Of("call.reservation_unknown"), ArrivalPolicy.Refuse)
        : Judge(call, kept, endpoint);

    /// <summary>By a number that many offers share: the caller tells them apart, and the newest that fits is meant.</summary>
    /// <param name="kept">This caller's, newest first.</param>
    public static Arrival ByNumber(InboundCall call, IReadOnlyList<KeptReservation> kept, PingEndpoint endpoint)
    {
        var open = kept.FirstOrDefault(it => it.StateAt(call.ReceivedAt) == ReservationState.Open);
        if ((open ?? (kept.Count > 0 ? kept[0] : null)) is { } meant) return Judge(call, meant, endpoint);
        var none = Reason.Of("call.reservation_none", ("number", call.Dialled.E164));
        return new Arrival(null, none, endpoint.Mismatched);
    }

    private static Arrival Judge(InboundCall call, KeptReservation kept, PingEndpoint? endpoint)
    {
        var reserved = kept.Reservation;
        var state = kept.StateAt(call.ReceivedAt);
        if (state is ReservationState.Used or ReservationState.Mismatched or ReservationState.Released)
            return Of(Reason.Of("call.reservation_used"), endpoint?.Repeated);
        if (reserved.Caller.IsSet && reserved.Caller != call.Caller)
        {
            return Of(
                Reason.Of(
                    "call.reservation_mismatch",
                    ("reserved", reserved.Caller.ToString()),
                    ("caller", call.Caller.IsSet ? call.Caller.ToString() : "a withheld number")),
                endpoint?.Mismatched);
        }

        return state == ReservationState.Open
            ? new Arrival(kept, null, ArrivalPolicy.Auction)
            : Of(
                Reason.Of("call.reservation_expired", ("until", Text(reserved.Until)), ("at", Text(call.ReceivedAt))),
                endpoint?.Late);

        Arrival Of(Reason missed, ArrivalPolicy? policy) => new(kept, missed, policy ?? ArrivalPolicy.Refuse);
    }

    private static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
