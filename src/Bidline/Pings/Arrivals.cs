using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Traffic;
using Bidline.Storage;

namespace Bidline.Pings;

/// <summary>
/// Recognises calls that were promised a price, and lets each promise be used once. The reads and writes of calls, not of
/// pings: one in thousands comes this far.
/// </summary>
public sealed class Arrivals(
    Reservations reservations, SamePings same, OfferCounts counts, ConfirmedPlaces places, TargetFinder targets,
    TimeProvider clock)
{
    private static readonly HashSet<TargetId> NoneTried = [];

    /// <summary>Null for a call that has nothing to do with offers.</summary>
    public async Task<Arrival?> FindAsync(LiveCall call)
    {
        var (inbound, book) = (call.Inbound, call.Book);
        if (OfferAddress.IsOurs(inbound.SipUser))
        {
            var kept = OfferAddress.TryRead(inbound.SipUser, out var id)
                ? await reservations.FindAsync(id, CancellationToken.None).ConfigureAwait(false)
                : null;
            // Who was given a number only cannot have dialled the address.
            if (kept is { Reservation.HasSip: false }) kept = null;
            return Arrival.BySip(inbound, kept, kept is null ? null : EndpointOf(kept.Reservation, book));
        }

        if (!inbound.Dialled.IsSet || book.Numbers.GetValueOrDefault(inbound.Dialled)?.Endpoint is not { } endpoint)
            return null;
        var all = await reservations.OnNumberAsync(inbound.Dialled, inbound.Caller, CancellationToken.None)
            .ConfigureAwait(false);
        return Arrival.ByNumber(inbound, all, book.Endpoints[endpoint]);
    }

    /// <summary>Whose call it is: the reservation's campaign and publisher, or those of the number.</summary>
    public static Admission Admit(LiveCall call, Arrival? arrival)
    {
        if (arrival is null) return Admission.Judge(call.Inbound, call.Book);
        if (arrival.Reservation is not { } reserved)
        {
            return OfferAddress.IsOurs(call.Inbound.SipUser)
                ? new Admission.Refused(arrival.Missed!, 404, "Not Found")
                : Admission.Judge(call.Inbound, call.Book);
        }

        return call.Book.Campaigns.TryGetValue(reserved.Campaign, out var campaign)
            && call.Book.Publishers.TryGetValue(reserved.Publisher, out var publisher)
                ? Admission.Judge(campaign, publisher, call.Inbound)
                : new Admission.Refused(Reason.Of("call.reservation_used"), 410, "Gone");
    }

    /// <summary>
    /// Uses the promise up for this call, or says why it is not the one. Two that come at once for one promise: the store
    /// decides which is the first.
    /// </summary>
    /// <returns>How the call goes on: on the promised terms, on others, or refused.</returns>
    public async Task<Taking> TakeAsync(LiveCall call, Arrival arrival, Admission.Admitted admitted)
    {
        if (arrival is { Missed: null, Reservation: { } promised })
        {
            if (await UseAsync(call, promised).ConfigureAwait(false)) return Promised(promised, admitted);
            arrival = await AgainAsync(call, promised).ConfigureAwait(false);
        }

        var missed = arrival.Missed ?? Reason.Of("call.reservation_used");
        var happened = new CallEvent.ReservationMissed(
            arrival.Reservation?.Id, arrival.Reservation?.Ping, missed, arrival.Policy);
        await WriteMissedAsync(call, arrival, happened).ConfigureAwait(false);
        return arrival.Policy switch
        {
            ArrivalPolicy.Auction => new Taking(admitted, null, null),
            ArrivalPolicy.Unpaid => new Taking(Unpaid(admitted, call.Book.Currency), null, null),
            _ => new Taking(admitted, null, RefusalOf(missed)),
        };
    }

    /// <summary>
    /// The promised winner, where it may still take the call; the exact check is the reserve, as for any offer.
    /// </summary>
    public Candidacy? WinnerOf(
        Reservation promised, LiveCall call, Admission.Admitted admitted, CallerProfile profile)
    {
        var judged = targets.Judge(
            call.Book, admitted.Campaign, admitted.Terms, profile, clock.GetUtcNow(), NoneTried);
        return judged.Candidacies.FirstOrDefault(it => it.Target.Id == promised.Winner.Target && it.IsEligible);
    }

    /// <summary>The place in the caps that this call's offer holds already; null where it is to be counted now.</summary>
    public TrafficEntry? PlaceOf(Taking? taking) => taking?.Promised is { } promised ? places.Take(promised) : null;

    private static PingEndpoint? EndpointOf(Reservation reservation, CampaignBook book) =>
        book.Endpoints.GetValueOrDefault(reservation.Endpoint);

    private async Task<bool> UseAsync(LiveCall call, Reservation promised)
    {
        var used = new CallEvent.ReservationUsed(promised.Id, promised.Ping, promised.Price, promised.Until);
        var guard = ReservationStatements.CloseAs(ReservationState.Used, promised.Id, call.Id, call.Inbound.ReceivedAt);
        if (!await call.Journal.WriteTogetherAsync(used, new CommitUnit(guard, [])).ConfigureAwait(false)) return false;
        same.Forget(promised.Id);
        counts.Close(promised.Publisher, promised.Id, OfferEnd.Claimed);
        // The auction that made the price is this call's own: it was held before the call, and of it the call is sold.
        call.Journal.Write(new CallEvent.AuctionClosed(promised.Record with { Call = call.Id }));
        return true;
    }

    /// <summary>Somebody was faster: look again at what is left.</summary>
    private async Task<Arrival> AgainAsync(LiveCall call, Reservation promised)
    {
        var kept = await reservations.FindAsync(promised.Id, CancellationToken.None).ConfigureAwait(false);
        return Arrival.BySip(call.Inbound, kept, EndpointOf(promised, call.Book));
    }

    private async Task WriteMissedAsync(LiveCall call, Arrival arrival, CallEvent.ReservationMissed happened)
    {
        if (ClosingOf(call, arrival) is { } closing
            && await call.Journal.WriteTogetherAsync(happened, new CommitUnit(closing, [])).ConfigureAwait(false))
        {
            if (arrival is { Missed.Code: "call.reservation_mismatch", Reservation: { } other })
                counts.Close(other.Publisher, other.Id, OfferEnd.Unclaimed);
            return;
        }

        call.Journal.Write(happened);
    }

    private static Statement? ClosingOf(LiveCall call, Arrival arrival) => (arrival.Missed?.Code, arrival.Reservation) switch
    {
        ("call.reservation_expired", { } late) => ReservationStatements.Late(late.Id, call.Id, call.Inbound.ReceivedAt),
        ("call.reservation_mismatch", { } other) when arrival.Kept!.StateAt(call.Inbound.ReceivedAt) == ReservationState.Open =>
            ReservationStatements.CloseAs(ReservationState.Mismatched, other.Id, call.Id, call.Inbound.ReceivedAt),
        _ => null,
    };

    private static Taking Promised(Reservation promised, Admission.Admitted admitted)
    {
        var terms = admitted.Terms with { Payout = new PayoutTerms.Fixed(promised.Price), Qualify = promised.Qualify };
        return new Taking(admitted with { Terms = terms }, promised, null);
    }

    private static Admission.Admitted Unpaid(Admission.Admitted admitted, Currency currency) => admitted with
    {
        Terms = admitted.Terms with { Payout = new PayoutTerms.Fixed(Money.Zero(currency)) },
    };

    private static Admission.Refused RefusalOf(Reason missed) => missed.Code switch
    {
        "call.reservation_mismatch" or "call.reservation_none" => new Admission.Refused(missed, 403, "Forbidden"),
        _ => new Admission.Refused(missed, 410, "Gone"),
    };
}

/// <summary>How a call that came for a promise goes on.</summary>
/// <param name="Admitted">On the terms that it is sold by.</param>
/// <param name="Promised">Whose winner is tried first; null when the call is not the promised one.</param>
/// <param name="Refusal">Null when it goes on.</param>
public sealed record Taking(Admission.Admitted Admitted, Reservation? Promised, Admission.Refused? Refusal)
{
    /// <summary>What the ping said of the caller is true of its call; what came with the call itself stands.</summary>
    public InboundCall Told(InboundCall call)
    {
        if (Promised is not { Tags.Count: > 0 }) return call;
        var tags = new Dictionary<string, string>(Promised.Tags);
        foreach (var (name, value) in call.Tags) tags[name] = value;
        return call with { Tags = tags };
    }
}
