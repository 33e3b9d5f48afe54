using System.Text.Json.Serialization;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Shared;
using Bidline.Tracking;

namespace Bidline.Calls;

/// <summary>
/// What happened to a call. The log of these is all that passes from the live half to the settled half, and all that
/// the trace is made of. Events are never changed; a new kind gets a new name.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Received), "received")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(ReservationUsed), "reservation_used")]
[JsonDerivedType(typeof(ReservationMissed), "reservation_missed")]
[JsonDerivedType(typeof(NumberTagged), "number_tagged")]
[JsonDerivedType(typeof(Attributed), "attributed")]
[JsonDerivedType(typeof(Enriched), "enriched")]
[JsonDerivedType(typeof(Appended), "appended")]
[JsonDerivedType(typeof(AuctionClosed), "auction_closed")]
[JsonDerivedType(typeof(LateBid), "late_bid")]
[JsonDerivedType(typeof(HoldRefused), "hold_refused")]
[JsonDerivedType(typeof(FundsHeld), "funds_held")]
[JsonDerivedType(typeof(ConfirmStarted), "confirm_started")]
[JsonDerivedType(typeof(Confirmed), "confirmed")]
[JsonDerivedType(typeof(ConfirmFailed), "confirm_failed")]
[JsonDerivedType(typeof(ConfirmLate), "confirm_late")]
[JsonDerivedType(typeof(DialStarted), "dial_started")]
[JsonDerivedType(typeof(Ringing), "ringing")]
[JsonDerivedType(typeof(DialFailed), "dial_failed")]
[JsonDerivedType(typeof(HoldReleased), "hold_released")]
[JsonDerivedType(typeof(Connected), "connected")]
[JsonDerivedType(typeof(RecordingStarted), "recording_started")]
[JsonDerivedType(typeof(HoldRenewed), "hold_renewed")]
[JsonDerivedType(typeof(HoldNotRenewed), "hold_not_renewed")]
[JsonDerivedType(typeof(HungUp), "hung_up")]
[JsonDerivedType(typeof(NextChosen), "next_chosen")]
[JsonDerivedType(typeof(Overflowed), "overflowed")]
[JsonDerivedType(typeof(FallbackStarted), "fallback_started")]
[JsonDerivedType(typeof(Ended), "ended")]
[JsonDerivedType(typeof(Settled), "settled")]
[JsonDerivedType(typeof(ConversionReported), "conversion_reported")]
[JsonDerivedType(typeof(ConversionBooked), "conversion_booked")]
public abstract record CallEvent
{
    private CallEvent()
    {
    }

    /// <summary>
    /// The first event; durable before the caller is answered. Campaign and publisher are null for an unknown number.
    /// </summary>
    /// <param name="Node">Which process had the call, for recovery.</param>
    public sealed record Received(
        InboundCall Inbound, CampaignId? Campaign, PublisherId? Publisher, int BookVersion, string BookHash, string Node)
        : CallEvent;

    /// <summary>Screened out before any auction.</summary>
    public sealed record Refused(Reason Reason, int SipStatus) : CallEvent;

    /// <summary>This is the call that was promised a price: its reservation is used up by it.</summary>
    /// <param name="Promised">What the publisher gets when the call qualifies.</param>
    public sealed record ReservationUsed(ReservationId Reservation, PingId Ping, Money Promised, DateTimeOffset Until)
        : CallEvent;

    /// <summary>The call came by a way that is given out with offers, and is not the one that was promised.</summary>
    /// <param name="Reservation">Null when there is none at all.</param>
    /// <param name="Then">What is done with it: by the endpoint's policy.</param>
    public sealed record ReservationMissed(ReservationId? Reservation, PingId? Ping, Reason Reason, ArrivalPolicy Then)
        : CallEvent;

    /// <summary>What the dialled number says of its calls: where it stands, in which advertisement.</summary>
    public sealed record NumberTagged(IReadOnlyDictionary<string, string> Tags) : CallEvent;

    /// <summary>The dialled number is lent to visitors of web pages: which visit the call came from.</summary>
    public sealed record Attributed(Attribution Attribution) : CallEvent;

    public sealed record Enriched(CallerProfile Profile) : CallEvent;

    /// <summary>Something was appended while the call lived; what follows is decided on what is known since.</summary>
    public sealed record Appended(CallerProfile Profile) : CallEvent;

    public sealed record AuctionClosed(AuctionRecord Auction) : CallEvent;

    public sealed record LateBid(AuctionId Auction, TargetId Target, LateAnswer Answer) : CallEvent;

    /// <summary>The exact check said no after the forecast had said yes.</summary>
    public sealed record HoldRefused(int Attempt, TargetId Target, BuyerId Buyer, Reason Reason) : CallEvent;

    /// <summary>Money, a line and cap slots are reserved for this attempt, under these terms.</summary>
    public sealed record FundsHeld(
        int Attempt, HoldId Hold, TargetId Target, BuyerId Buyer, SaleTerms Terms) : CallEvent
    {
        /// <summary>Whose shared caps have a slot of it: a group, the campaign, the publisher; null for none.</summary>
        public IReadOnlyList<SharedParty>? Shared { get; init; }
    }

    /// <summary>The winner is asked to confirm its bid, and is shown these fields of the caller.</summary>
    public sealed record ConfirmStarted(int Attempt, TargetId Target, IReadOnlyList<string> Shown) : CallEvent;

    /// <param name="Destination">Null when the confirmation named none.</param>
    public sealed record Confirmed(int Attempt, TargetId Target, string? Destination, TimeSpan Took) : CallEvent;

    /// <summary>Refused, or not answered as it must be: this attempt ends without a dial.</summary>
    public sealed record ConfirmFailed(int Attempt, TargetId Target, Reason Reason, TimeSpan Took) : CallEvent;

    /// <summary>
    /// An answer to a confirmation after its time: recorded, never awaited. Nothing is dialled for it any more.
    /// </summary>
    /// <param name="Refusal">Why it would not have been dialled either; null when it confirmed.</param>
    /// <param name="Destination">Where a confirmation would have led; null when it named no other than the bid.</param>
    public sealed record ConfirmLate(
        int Attempt, TargetId Target, TimeSpan Took, Reason? Refusal, string? Destination) : CallEvent;

    public sealed record DialStarted(int Attempt, TargetId Target, string Destination) : CallEvent;

    public sealed record Ringing(int Attempt) : CallEvent;

    public sealed record DialFailed(int Attempt, TargetId Target, Reason Reason, int? SipStatus, TimeSpan RangFor)
        : CallEvent;

    public sealed record HoldReleased(int Attempt, HoldId Hold, BuyerId Buyer, Reason Reason) : CallEvent;

    public sealed record Connected(int Attempt, TargetId Target, TimeSpan RangFor) : CallEvent;

    /// <summary>The conversation is recorded from its answer on, and both sides are told as the campaign says.</summary>
    public sealed record RecordingStarted(int Attempt) : CallEvent;

    /// <summary>More of the buyer's money is held, because the call goes on and is paid by the minute.</summary>
    /// <param name="Total">What is held for the call now.</param>
    public sealed record HoldRenewed(int Attempt, HoldId Hold, BuyerId Buyer, Money Total) : CallEvent;

    /// <summary>The buyer's money is at its end: the talk is ended when what is held is used up.</summary>
    public sealed record HoldNotRenewed(int Attempt, HoldId Hold, BuyerId Buyer, Reason Reason) : CallEvent;

    /// <summary>
    /// The far side hung up so soon after its answer, before its rule was met, that the caller is offered to somebody
    /// else: this attempt is not a sale any more.
    /// </summary>
    public sealed record HungUp(int Attempt, TargetId Target, Reason Reason, TimeSpan TalkTime) : CallEvent;

    /// <summary>What follows on an attempt that came to nothing, and by whose rule: a "next.…" reason.</summary>
    public sealed record NextChosen(int Attempt, TargetId Target, Reason Reason) : CallEvent;

    /// <summary>Every tier of a campaign was out: where the call goes now, or why it may not.</summary>
    /// <param name="To">Null where it is a number, or where the call may not go.</param>
    public sealed record Overflowed(CampaignId? To, Reason Reason) : CallEvent;

    /// <param name="Kind">"say", "wav" or "dial".</param>
    public sealed record FallbackStarted(string Kind, string Text) : CallEvent;

    /// <summary>The last event of the live half: exactly one outcome.</summary>
    /// <param name="TalkTime">Zero unless a target was connected.</param>
    public sealed record Ended(
        CallOutcome Outcome, Reason Reason, EndedBy? By, TimeSpan TalkTime, MediaCounts? Media) : CallEvent;

    /// <summary>The settled half's result; a call has at most one. Amounts are zero when nothing was owed.</summary>
    /// <param name="Posted">The ledger transaction; null when no money moved.</param>
    public sealed record Settled(
        Reason BuyerVerdict, Reason PublisherVerdict, Money Revenue, Money Payout, Money Margin, TransactionId? Posted)
        : CallEvent;

    /// <summary>The buyer's system posted back what became of the call; the first of its name, and valid.</summary>
    /// <param name="Name">As the terms call it: "sale".</param>
    /// <param name="Amount">What the buyer says that it sold; null when it did not say.</param>
    public sealed record ConversionReported(ConversionId Id, string Name, Money? Amount) : CallEvent;

    /// <summary>What a conversion added to the call's settlement. Amounts are what was added, and may be zero.</summary>
    /// <param name="Posted">The ledger transaction; null when no money moved.</param>
    public sealed record ConversionBooked(
        ConversionId Conversion, Reason BuyerVerdict, Reason PublisherVerdict, Money Revenue, Money Payout, Money Margin,
        TransactionId? Posted)
        : CallEvent;
}

/// <summary>The terms a call was sold under, kept with it whatever happens to the market afterwards (money.md M16).</summary>
/// <param name="Price">What the buyer pays when its rule is met: the most this call can cost it.</param>
public sealed record SaleTerms(
    Money Price, QualifyRule BuyerRule, PublisherId Publisher, PayoutTerms Payout, QualifyRule PublisherRule)
{
    /// <summary>The publisher gets its promise also where it is above the price.</summary>
    public bool AllowLoss { get; init; }

    /// <summary>Who does not pay though the call goes through, as it was decided at the dial; null where all do.</summary>
    public UnpaidTerms? Unpaid { get; init; }

    /// <summary>How the buyer is charged where it is not simply the price; null where it is.</summary>
    public ChargeTerms? Charge { get; init; }
}

/// <summary>How a call ended: exactly one, chosen by the rules of console.md 4.3.</summary>
public enum CallOutcome
{
    Connected,
    NotConnected,
    NoBuyer,
    Abandoned,
    Blocked,
    Handled,
    Failed,
}

/// <summary>One line of a call's log.</summary>
/// <param name="Seq">1, 2, 3… without gaps within the call.</param>
/// <param name="Offset">Since the call was received, on the monotonic clock.</param>
public sealed record CallLogEntry(CallId Call, int Seq, DateTimeOffset At, TimeSpan Offset, CallEvent Event);
