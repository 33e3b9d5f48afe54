using System.Collections.ObjectModel;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>What was promised to a publisher: a price for one call of one caller, by a way to us, until a moment.</summary>
/// <param name="Caller">Unset when the ping did not say: then any caller is meant, by the SIP address.</param>
/// <param name="Number">Unset when only a SIP address was given.</param>
/// <param name="Price">What the publisher gets when the call qualifies.</param>
/// <param name="Qualify">The seconds that it must be connected for that.</param>
/// <param name="Tags">What the ping said of the caller: true of its call too.</param>
/// <param name="Winner">Whom the call goes to first.</param>
/// <param name="Record">The auction that decided it, whole.</param>
public sealed record Reservation(
    ReservationId Id,
    DateTimeOffset At,
    EndpointId Endpoint,
    CampaignId Campaign,
    PublisherId Publisher,
    PhoneNumber Caller,
    PhoneNumber Number,
    bool HasSip,
    Money Price,
    QualifyRule Qualify,
    DateTimeOffset Until,
    IReadOnlyDictionary<string, string> Tags,
    PromisedOffer Winner,
    AuctionRecord Record)
{
    public PingId Ping => new(Id.Value);

    /// <summary>The publisher's own name for its call.</summary>
    public string? SourceRef { get; init; }

    public bool IsTest { get; init; }

    /// <summary>How its price was made; null in one of an older version.</summary>
    public PriceMaking? Making { get; init; }

    /// <summary>
    /// As it is kept in memory until it ends: the rows of its auction and what was said of its caller, which are most of
    /// it, are in the store.
    /// </summary>
    public Reservation Slim() => this with
    {
        Record = Record with { Candidates = [] },
        Tags = ReadOnlyDictionary<string, string>.Empty,
    };
}

/// <summary>The best offer of the ping's auction, as it must be dialled when the call comes.</summary>
/// <param name="Destination">Null while only the confirmation will name it.</param>
/// <param name="ExpiresAt">The buyer's own limit; null when it named none.</param>
/// <param name="ToConfirm">Null when nothing is to be confirmed.</param>
public sealed record PromisedOffer(
    TargetId Target,
    BuyerId Buyer,
    Money Price,
    string? Destination,
    QualifyRule Qualify,
    string? BidId,
    DateTimeOffset? ExpiresAt,
    WonBid? ToConfirm,
    bool AllowLoss)
{
    public static PromisedOffer Of(Offer offer) => new(
        offer.Target.Id, offer.Buyer.Id, offer.Price,
        offer.Destination switch
        {
            Destination.Sip sip => sip.Uri,
            Destination.Number number => number.Phone.E164,
            _ => null,
        },
        offer.Qualify, offer.BidId, offer.ExpiresAt, offer.ToConfirm, offer.AllowLoss);

    /// <summary>The offer again, for the target as the book of the call has it.</summary>
    public Offer In(Target target, Buyer buyer) => new(
        target, buyer, Price,
        Destination switch
        {
            null => new Destination.FromBid(),
            ['+', ..] => new Destination.Number(PhoneNumber.Parse(Destination)),
            _ => new Destination.Sip(Destination),
        },
        Qualify, BidId, ExpiresAt, ToConfirm) { AllowLoss = AllowLoss };
}

/// <summary>Where a reservation is in its life. Every one ends in exactly one of the last four.</summary>
public enum ReservationState
{
    Open,
    Used,
    Expired,
    Mismatched,
    Released,
}

/// <param name="Call">The call that closed it, or that came too late; null when none did.</param>
public sealed record KeptReservation(
    Reservation Reservation, ReservationState State, CallId? Call, DateTimeOffset? ClosedAt)
{
    /// <summary>What is open on paper and past its time is over.</summary>
    public ReservationState StateAt(DateTimeOffset now) =>
        State == ReservationState.Open && now >= Reservation.Until ? ReservationState.Expired : State;
}
