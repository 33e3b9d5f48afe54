using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Qualification;
using Bidline.Routing;

namespace Bidline.Connecting;

/// <summary>
/// Takes the ranked offers one by one: reserve, confirm where the dialect wants it, dial, bridge. Nothing is confirmed or
/// dialled without a durable hold, and no hold outlives its attempt (money.md M12, M13).
/// </summary>
public sealed class Connector(Capacity capacity, Confirmer confirmer, TimeProvider clock)
{
    /// <summary>Dials in one call. A caller does not wait through more, and a loop of refusals ends.</summary>
    public const int AttemptsMax = 10;

    public static readonly TimeSpan TalkTimeMax = TimeSpan.FromHours(2);

    /// <summary>Set-up and settlement may add this to ring and talk time before a hold is forgotten (money.md M14).</summary>
    private static readonly TimeSpan HoldAllowance = TimeSpan.FromMinutes(10);

    private readonly Talk _talk = new(capacity, clock);

    /// <summary>Null when nobody took the call and the caller is still there.</summary>
    public async Task<CallEvent.Ended?> ConnectAsync(LiveCall call, PublisherTerms publisher, IReadOnlyList<Offer> offers)
    {
        foreach (var offer in offers)
        {
            if (call.Attempts >= AttemptsMax) return null;
            if (call.Caller.CallerGone.IsCancellationRequested) return Endings.CallerHungUp(call, "auction");
            if (await TryAsync(call, publisher, offer).ConfigureAwait(false) is { } ended) return ended;
        }

        return null;
    }

    private async Task<CallEvent.Ended?> TryAsync(LiveCall call, PublisherTerms publisher, Offer offer)
    {
        var attempt = ++call.Attempts;
        var terms = new SaleTerms(offer.Price, offer.Qualify, publisher.Publisher, publisher.Payout, publisher.Qualify)
        {
            AllowLoss = offer.AllowLoss,
            Charge = offer.Target.Price.Charge,
        };
        var hold = HoldId.For(call.Id, attempt);
        if (await RefusedAsync(call, offer, terms, hold, attempt).ConfigureAwait(false) is { } refusal)
        {
            call.Journal.Write(new CallEvent.HoldRefused(attempt, offer.Target.Id, offer.Buyer.Id, refusal));
            return null;
        }

        call.Journal.Write(new CallEvent.FundsHeld(attempt, hold, offer.Target.Id, offer.Buyer.Id, terms));
        var confirmation = await confirmer.ConfirmAsync(call, offer, attempt).ConfigureAwait(false);
        if (confirmation is not Confirmation.Confirmed(var confirmed))
        {
            var (refused, gone) = NotConfirmed(call, confirmation);
            await ReleaseAsync(call, offer, hold, attempt, refused).ConfigureAwait(false);
            return gone;
        }

        var outcome = await DialAsync(call, confirmed, attempt).ConfigureAwait(false);
        if (outcome is DialOutcome.Answered answered)
            return await TalkAsync(call, offer, terms, hold, attempt, answered).ConfigureAwait(false);

        var (reason, ended) = NotAnswered(call, offer, attempt, outcome);
        await ReleaseAsync(call, offer, hold, attempt, reason).ConfigureAwait(false);
        return ended;
    }

    private async Task ReleaseAsync(LiveCall call, Offer offer, HoldId hold, int attempt, Reason reason)
    {
        await capacity.ReleaseAsync(offer.Buyer.Id, hold, reason).ConfigureAwait(false);
        call.Journal.Write(new CallEvent.HoldReleased(attempt, hold, offer.Buyer.Id, reason));
    }

    private static (Reason Reason, CallEvent.Ended? Ended) NotConfirmed(LiveCall call, Confirmation confirmation)
    {
        if (confirmation is Confirmation.Refused(var reason)) return (reason, null);
        var gone = Endings.CallerHungUp(call, "auction");
        return (gone.Reason, gone);
    }

    private async Task<Reason?> RefusedAsync(LiveCall call, Offer offer, SaleTerms terms, HoldId hold, int attempt)
    {
        if (offer.ExpiresAt is { } until && until <= clock.GetUtcNow())
            return Reason.Of("rejected.expired", ("until", until.ToString("O")), ("needed", clock.GetUtcNow().ToString("O")));

        var order = new ReserveOrder(
            hold, call.Id, attempt, offer.Buyer.Id, offer.Target.Id, terms, offer.Buyer.CreditLimit, offer.Buyer.Caps,
            offer.Target.Caps, offer.Target.RingTime + TalkTimeMax + HoldAllowance);
        // The caller's hang-up does not cancel this: a hold that may exist must be known, so that it can be released.
        return await capacity.ReserveAsync(order, CancellationToken.None).ConfigureAwait(false) switch
        {
            ReserveOutcome.Refused refused => refused.Reason,
            _ => null,
        };
    }

    private static async Task<DialOutcome> DialAsync(LiveCall call, Offer offer, int attempt)
    {
        if (Dialling.AddressOf(offer.Destination, call.Book) is not { } address)
            return new DialOutcome.Failed(Reason.Of("dial.carrier", ("why", "no trunk dials numbers")), null, default);

        call.Enter(CallPhase.Dialing);
        call.Journal.Write(new CallEvent.DialStarted(attempt, offer.Target.Id, address.Uri));
        var order = new DialOrder(
            address.Uri, call.Inbound.Caller, offer.Target.RingTime, TalkTimeMax,
            address.Trunk?.DigestUser, address.Trunk?.DigestSecret) { IsOwnTrunk = address.Trunk is not null };
        return await call.Caller
            .DialAsync(order, () => call.Journal.Write(new CallEvent.Ringing(attempt)), call.Caller.CallerGone)
            .ConfigureAwait(false);
    }

    private async Task<CallEvent.Ended> TalkAsync(
        LiveCall call, Offer offer, SaleTerms terms, HoldId hold, int attempt, DialOutcome.Answered answered)
    {
        call.Enter(CallPhase.Connected);
        call.Journal.Write(new CallEvent.Connected(attempt, offer.Target.Id, answered.RangFor));
        await capacity.ConnectedAsync(offer.Buyer.Id, hold).ConfigureAwait(false);
        var end = await _talk.EndAsync(call, offer, hold, attempt, answered.Conversation.Ended).ConfigureAwait(false);
        var verdict = Qualifier.Judge(terms, CallTimes.Of(call.Journal.Entries, end.TalkTime)).Buyer;
        return new CallEvent.Ended(CallOutcome.Connected, verdict.Reason, end.By, end.TalkTime, end.Media);
    }

    private static (Reason Reason, CallEvent.Ended? Ended) NotAnswered(
        LiveCall call, Offer offer, int attempt, DialOutcome outcome)
    {
        if (outcome is DialOutcome.Failed failed)
        {
            call.Journal.Write(
                new CallEvent.DialFailed(attempt, offer.Target.Id, failed.Reason, failed.SipStatus, failed.RangFor));
            return (failed.Reason, null);
        }

        var gone = Endings.CallerHungUp(call, "ringing");
        var rang = outcome is DialOutcome.CallerGone left ? left.RangFor : TimeSpan.Zero;
        call.Journal.Write(new CallEvent.DialFailed(attempt, offer.Target.Id, gone.Reason, null, rang));
        return (gone.Reason, gone);
    }
}
