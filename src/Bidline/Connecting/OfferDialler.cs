using System.Globalization;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Qualification;
using Bidline.Recordings;
using Bidline.Routing;
using Bidline.Routing.Plans;
using Bidline.Routing.Shared;
using Bidline.Screening;

namespace Bidline.Connecting;

/// <summary>
/// One attempt: reserve, confirm where the dialect wants it, dial. Nothing is confirmed or dialled without a durable
/// hold, and no hold outlives its attempt (money.md M12, M13).
/// </summary>
internal sealed class OfferDialler(
    Capacity capacity, CallerHistory callers, Confirmer confirmer, OddsBoard odds, TimeProvider clock)
{
    /// <summary>Set-up and settlement may add this to ring and talk time before a hold is forgotten (money.md M14).</summary>
    private static readonly TimeSpan HoldAllowance = TimeSpan.FromMinutes(10);

    private readonly Talk _talk = new(capacity, clock);

    /// <param name="attempt">Its number in the call, 1 first.</param>
    /// <param name="race">The other targets that ring at the same time; null when it is dialled alone.</param>
    public async Task<AttemptOutcome> TryAsync(LiveCall call, PlanRound round, Offer offer, int attempt, RingRace? race)
    {
        var publisher = round.Publisher;
        var claim = callers.Claim(call, attempt, offer.Target, offer.Buyer);
        var terms = new SaleTerms(offer.Price, offer.Qualify, publisher.Publisher, publisher.Payout, publisher.Qualify)
        {
            AllowLoss = offer.AllowLoss,
            Unpaid = claim.Unpaid,
            Charge = offer.Target.Price.Charge,
        };
        var held = new HeldOffer(offer, terms, HoldId.For(call.Id, attempt), attempt)
        {
            Shared = SharedClaims.Of(call.Book, round.Campaign, publisher, offer.Target, terms),
        };
        if ((claim.Refused ?? await RefusedAsync(call, held).ConfigureAwait(false)) is { } refusal)
        {
            call.Journal.Write(new CallEvent.HoldRefused(attempt, offer.Target.Id, offer.Buyer.Id, refusal));
            return new AttemptOutcome.NotHeld();
        }

        call.Journal.Write(held.Event);
        odds.Past.Use(offer.Target.Id, clock.GetUtcNow());
        var confirmation = await confirmer.ConfirmAsync(call, offer, attempt).ConfigureAwait(false);
        if (confirmation is Confirmation.Confirmed(var confirmed))
            return await DialAsync(call, round, held, confirmed, race).ConfigureAwait(false);

        var gone = Endings.CallerHungUp(call, "auction");
        var refused = confirmation is Confirmation.Refused(var reason) ? reason : null;
        await ReleaseAsync(call, held, refused ?? gone.Reason).ConfigureAwait(false);
        return refused is null ? new AttemptOutcome.Over(gone) : new AttemptOutcome.NotTaken(DialResult.Refused);
    }

    /// <summary>
    /// The conversation to its end. A target that hangs up so soon that its place's rule leaves the caller to somebody
    /// else has its hold given back: it owes nothing, for it hung up before its own rule was met.
    /// </summary>
    public async Task<AttemptOutcome> TalkAsync(LiveCall call, AttemptOutcome.Answered answered)
    {
        var (offer, terms, hold, attempt) = answered.Held;
        FailPoint.Pass("answer.heard");
        call.Enter(CallPhase.Connected);
        call.Journal.Write(new CallEvent.Connected(attempt, offer.Target.Id, answered.Dial.RangFor));
        await capacity.ConnectedAsync(answered.Held.Event).ConfigureAwait(false);
        FailPoint.Pass("answer.durable");
        if (answered.Dial.Conversation.IsRecorded) call.Journal.Write(new CallEvent.RecordingStarted(attempt));
        var end = await _talk.EndAsync(call, answered.Held, answered.Dial.Conversation.Ended).ConfigureAwait(false);
        FailPoint.Pass("end.heard");
        if (end.CallerStays)
        {
            var reason = Reason.Of(
                "dial.hung_up", ("seconds", end.TalkTime.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)));
            call.Journal.Write(new CallEvent.HungUp(attempt, offer.Target.Id, reason, end.TalkTime));
            await ReleaseAsync(call, answered.Held, reason).ConfigureAwait(false);
            return new AttemptOutcome.NotTaken(DialResult.HungUp);
        }

        var verdict = Qualifier.Judge(terms, CallTimes.Of(call.Journal.Entries, end.TalkTime)).Buyer;
        return new AttemptOutcome.Over(
            new CallEvent.Ended(CallOutcome.Connected, verdict.Reason, end.By, end.TalkTime, end.Media));
    }

    private async Task<AttemptOutcome> DialAsync(
        LiveCall call, PlanRound round, HeldOffer held, Offer confirmed, RingRace? race)
    {
        var outcome = race is { IsWon: true }
            ? new DialOutcome.Failed(Reason.Of("dial.answered_elsewhere"), null, default)
            : await DialAsync(call, OrderOf(call, round, held, confirmed, race), confirmed, held.Attempt)
                .ConfigureAwait(false);
        if (outcome is DialOutcome.Answered answered)
        {
            race?.Win();
            return new AttemptOutcome.Answered(held, answered);
        }

        return await NotAnsweredAsync(call, held, outcome).ConfigureAwait(false);
    }

    private static async Task<DialOutcome> DialAsync(LiveCall call, DialOrder? order, Offer offer, int attempt)
    {
        if (order is null)
            return new DialOutcome.Failed(Reason.Of("dial.carrier", ("why", "no trunk dials numbers")), null, default);
        call.Enter(CallPhase.Dialing);
        call.Journal.Write(new CallEvent.DialStarted(attempt, offer.Target.Id, order.Destination));
        FailPoint.Pass("dialling.started");
        return await call.Caller
            .DialAsync(order, () => call.Journal.Write(new CallEvent.Ringing(attempt)), call.Caller.CallerGone)
            .ConfigureAwait(false);
    }

    private static DialOrder? OrderOf(LiveCall call, PlanRound round, HeldOffer held, Offer offer, RingRace? race)
    {
        if (Dialling.AddressOf(offer.Destination, call.Book) is not { } address) return null;
        var place = new PlanPlace(round.Campaign, round.Tier, offer.Target.Id);
        var keeps = WhatNext.HungUpWithin(place);
        var unpaid = UnpaidOf(held.Terms.BuyerRule);
        return new DialOrder(
            address.Uri, call.Inbound.Caller, offer.Target.RingTime, Connector.TalkTimeMax,
            address.Trunk?.DigestUser, address.Trunk?.DigestSecret)
        {
            IsOwnTrunk = address.Trunk is not null,
            IsOneOfSeveral = race is not null,
            Recording = RecordingRules.OrderOf(round.Campaign.Recording, call.Inbound, held.Attempt),
            // What has been paid for is not sold again.
            KeepsCallerWithin = keeps is { } within && within > unpaid ? unpaid : keeps ?? TimeSpan.Zero,
        };
    }

    /// <summary>So much talk certainly costs the buyer nothing.</summary>
    private static TimeSpan UnpaidOf(QualifyRule rule) => rule switch
    {
        { Conversion: not null } => TimeSpan.MaxValue,
        { From: QualifyFrom.Answer } => rule.Connected,
        _ => TimeSpan.Zero,
    };

    private async Task<AttemptOutcome> NotAnsweredAsync(LiveCall call, HeldOffer held, DialOutcome outcome)
    {
        var target = held.Offer.Target.Id;
        if (outcome is DialOutcome.Failed failed)
        {
            call.Journal.Write(
                new CallEvent.DialFailed(held.Attempt, target, failed.Reason, failed.SipStatus, failed.RangFor));
            await ReleaseAsync(call, held, failed.Reason).ConfigureAwait(false);
            return failed.Reason.Code == "dial.answered_elsewhere"
                ? new AttemptOutcome.Outrun()
                : new AttemptOutcome.NotTaken(ResultOf(failed.Reason));
        }

        var gone = Endings.CallerHungUp(call, "ringing");
        var rang = outcome is DialOutcome.CallerGone left ? left.RangFor : TimeSpan.Zero;
        call.Journal.Write(new CallEvent.DialFailed(held.Attempt, target, gone.Reason, null, rang));
        await ReleaseAsync(call, held, gone.Reason).ConfigureAwait(false);
        return new AttemptOutcome.Over(gone);
    }

    private static DialResult ResultOf(Reason reason) => reason.Code switch
    {
        "dial.busy" => DialResult.Busy,
        "dial.no_answer" => DialResult.NoAnswer,
        _ => DialResult.Refused,
    };

    private async Task ReleaseAsync(LiveCall call, HeldOffer held, Reason reason)
    {
        var buyer = held.Offer.Buyer.Id;
        await capacity.ReleaseAsync(held.Event, reason).ConfigureAwait(false);
        FailPoint.Pass("release.durable");
        call.Journal.Write(new CallEvent.HoldReleased(held.Attempt, held.Hold, buyer, reason));
    }

    private async Task<Reason?> RefusedAsync(LiveCall call, HeldOffer held)
    {
        var offer = held.Offer;
        if (offer.ExpiresAt is { } until && until <= clock.GetUtcNow())
            return Reason.Of("rejected.expired", ("until", until.ToString("O")), ("needed", clock.GetUtcNow().ToString("O")));

        var order = new ReserveOrder(
            held.Hold, call.Id, held.Attempt, offer.Buyer.Id, offer.Target.Id, held.Terms, offer.Buyer.CreditLimit,
            offer.Buyer.Caps, offer.Target.CapsAt(clock.GetUtcNow(), call.CallersClock),
            offer.Target.RingTime + Connector.TalkTimeMax + HoldAllowance)
        {
            Shared = held.Shared,
        };
        // The caller's hang-up does not cancel this: a hold that may exist must be known, so that it can be released.
        return await capacity.ReserveAsync(order, CancellationToken.None).ConfigureAwait(false) switch
        {
            ReserveOutcome.Refused refused => refused.Reason,
            _ => null,
        };
    }
}
