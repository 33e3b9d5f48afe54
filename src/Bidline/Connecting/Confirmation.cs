using System.Diagnostics;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Connecting;

/// <summary>What became of asking a winner to confirm its bid.</summary>
public abstract record Confirmation
{
    private Confirmation()
    {
    }

    /// <param name="Offer">The offer as it is to be dialled: its destination may be the confirmation's.</param>
    public sealed record Confirmed(Offer Offer) : Confirmation;

    /// <summary>A "dial.…" or "rejected.number" reason; the next offer is tried.</summary>
    public sealed record Refused(Reason Reason) : Confirmation;

    /// <summary>The caller hung up while it was waited for.</summary>
    public sealed record CallerGone : Confirmation;

    /// <summary>
    /// Holds an answer against the offer that was sold. A confirmation cannot change what was agreed: terms that are worse
    /// for us refuse it, better ones are not taken, for money is held and the auction was decided on the bid.
    /// </summary>
    public static Confirmation Judge(Offer offer, BidAnswer answer, DestinationPolicy destinations) => answer switch
    {
        BidAnswer.Bid bid => TermsRefusal(offer, bid) is { } terms
            ? new Refused(terms)
            : JudgeDestination(offer, bid.Destination, destinations),
        BidAnswer.NoBid no => new Refused(NotConfirmed(no.Reason)),
        BidAnswer.Invalid invalid => new Refused(Failed(invalid.Reason)),
        BidAnswer.Failed failed => new Refused(Failed(failed.Reason)),
        _ => throw new UnreachableException(),
    };

    /// <summary>No answer that can be used; the cause and its values stay readable.</summary>
    public static Reason Failed(Reason cause) => new("dial.confirm_failed", With(cause, ("cause", cause.Code)));

    private static Confirmation JudgeDestination(Offer offer, string? named, DestinationPolicy destinations)
    {
        if (offer.Target.Destination is not Destination.FromBid || string.IsNullOrWhiteSpace(named))
        {
            return offer.Destination is Destination.FromBid
                ? new Refused(Reason.Of("dial.no_destination"))
                : new Confirmed(offer);
        }

        return destinations.Check(named) switch
        {
            DestinationCheck.Allowed allowed => new Confirmed(offer with { Destination = allowed.Destination }),
            DestinationCheck.Refused refused => new Refused(refused.Reason),
            _ => throw new UnreachableException(),
        };
    }

    private static Reason? TermsRefusal(Offer offer, BidAnswer.Bid confirmed)
    {
        var currency = offer.Price.Currency.Code;
        if (confirmed.Currency is { } named && !named.Equals(currency, StringComparison.OrdinalIgnoreCase))
            return Changed("currency", named, currency);
        if (confirmed.Price < offer.Price)
            return Changed("price", confirmed.Price.ToDecimalString(), offer.Price.ToDecimalString());
        return confirmed.QualifySeconds is { } seconds && seconds > offer.Qualify.Connected.TotalSeconds
            ? Changed("seconds", $"{seconds}", $"{offer.Qualify.Connected.TotalSeconds:0}")
            : null;
    }

    private static Reason Changed(string term, string confirmed, string bid) =>
        Reason.Of("dial.terms_changed", ("term", term), ("confirmed", confirmed), ("bid", bid));

    private static Reason NotConfirmed(Reason said) => new("dial.not_confirmed", With(said, ("cause", said.Code)));

    private static Dictionary<string, string> With(Reason reason, (string Name, string Value) more) =>
        new(reason.Values) { [more.Name] = more.Value };
}
