using System.Diagnostics;
using System.Globalization;
using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Campaigns.BidRules;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Auctions;

/// <summary>What one answer came to: a valid bid has an offer; everything else has a stage and a reason.</summary>
internal sealed record Judgement(CandidateStage Stage, Reason Reason, BidAnswer.Bid? Bid, Offer? Offer)
{
    /// <summary>What the buyer's own rules did; null where somebody else named the price.</summary>
    public BidRuleRun? Rules { get; init; }
}

/// <summary>
/// Decides whether an answer is a bid that the campaign can take. Pure apart from the time that it is given.
/// </summary>
internal sealed class BidJudge(AuctionOrder order, AuctionSettings settings, DestinationPolicy destinations)
{
    // A valid bid is "lost" until the ranking has named the winner.
    private static readonly Reason Valid = Reason.Of("lost.price");

    private readonly Money _sanityMax = SanityMax(order.Book.Currency, settings);

    /// <param name="answeredAt">When the answer was whole: a bid's validity counts from here.</param>
    /// <param name="neededAt">When the auction must be decided; a bid that is over by then is of no use.</param>
    public Judgement Judge(Candidacy entrant, BidAnswer answer, DateTimeOffset answeredAt, DateTimeOffset neededAt) =>
        answer switch
        {
            BidAnswer.NoBid no => new Judgement(CandidateStage.NoBid, no.Reason, null, null),
            BidAnswer.Invalid invalid => new Judgement(CandidateStage.Error, invalid.Reason, null, null),
            BidAnswer.Failed failed => new Judgement(CandidateStage.Error, failed.Reason, null, null),
            BidAnswer.Bid bid => JudgeBid(entrant, bid, answeredAt, neededAt),
            _ => throw new UnreachableException(),
        };

    /// <summary>A fixed price needs no request; it was checked against the floor before.</summary>
    public static Judgement JudgeFixed(Candidacy entrant, Money price) => new(
        CandidateStage.Lost,
        Valid,
        null,
        new Offer(
            entrant.Target, entrant.Buyer, price, entrant.Target.Destination, entrant.Target.Qualify, null, null));

    /// <summary>A buyer's rules bid like a bidder that answers at once, and are judged like one.</summary>
    public Judgement JudgeRules(Candidacy entrant, BidRuleTable table, DateTimeOffset now)
    {
        var facts = CallFacts.Of(order.Profile, order.Publisher.Id, order.Campaign, now, order.Dialled);
        var run = table.Run(field => CallFields.Read(facts, field));
        BidAnswer answer = run.Bid is { } bid
            ? new BidAnswer.Bid(bid, null, null, null, null, null)
            : new BidAnswer.NoBid(run.Rejection!);
        return Judge(entrant, answer, now, now) with { Rules = run };
    }

    private Judgement JudgeBid(
        Candidacy entrant, BidAnswer.Bid bid, DateTimeOffset answeredAt, DateTimeOffset neededAt)
    {
        if (bid.Price.IsNegative)
            return new Judgement(CandidateStage.Error, NotAnAmount(bid.Price), bid, null);
        if (bid.Price.IsZero)
            return new Judgement(CandidateStage.NoBid, Reason.Of("no_bid.zero_price"), bid, null);
        if (PriceRefusal(entrant, bid) is { } price) return Rejected(price, bid);
        if (MarginRefusal(bid.Price) is { } margin) return Rejected(margin, bid);
        if (TermsRefusal(bid) is { } terms) return Rejected(terms, bid);

        var expiresAt = bid.ValidSeconds is { } seconds ? answeredAt.AddSeconds(seconds) : (DateTimeOffset?)null;
        if (expiresAt < neededAt) return Rejected(Expired(expiresAt.Value, neededAt), bid);
        return JudgeDestination(entrant, bid, expiresAt);
    }

    private Judgement JudgeDestination(Candidacy entrant, BidAnswer.Bid bid, DateTimeOffset? expiresAt)
    {
        var destination = entrant.Target.Destination;
        if (destination is Destination.FromBid)
        {
            var isNamed = !string.IsNullOrWhiteSpace(bid.Destination);
            if (!isNamed && !bid.MustConfirm) return new Judgement(CandidateStage.Error, NoDestination, bid, null);
            var check = isNamed ? destinations.Check(bid.Destination!) : null;
            if (check is DestinationCheck.Refused refused) return Rejected(refused.Reason, bid);
            if (check is DestinationCheck.Allowed allowed) destination = allowed.Destination;
        }

        var qualify = bid.QualifySeconds is { } seconds
            ? entrant.Target.Qualify with { Connected = TimeSpan.FromSeconds(seconds), From = QualifyFrom.Answer }
            : entrant.Target.Qualify;
        return new Judgement(CandidateStage.Lost, Valid, bid, new Offer(
            entrant.Target, entrant.Buyer, bid.Price, destination, qualify, bid.BidId, expiresAt));
    }

    private Reason? PriceRefusal(Candidacy entrant, BidAnswer.Bid bid)
    {
        var currency = order.Book.Currency.Code;
        if (bid.Currency is { } named && !named.Equals(currency, StringComparison.OrdinalIgnoreCase))
            return Reason.Of("rejected.currency", ("currency", named), ("accepted", currency));
        var max = CeilingOf(entrant);
        if (bid.Price > max)
        {
            return Reason.Of(
                "rejected.above_max", ("bid", bid.Price.ToDecimalString()), ("max", max.ToDecimalString()));
        }

        return bid.Price < order.Floor.Amount ? BelowFloor(bid.Price, order.Floor) : null;
    }

    // Not sold rather than sold for less than we want, and not trimmed behind the publisher's back (money.md M16).
    private Reason? MarginRefusal(Money price)
    {
        if (order.Terms is not { } publisher) return null;
        return Margins.ShortfallOf(order.Campaign.Auction.Margin, publisher.Payout, price) is { } margin
            ? Reason.Of(
                "rejected.below_margin",
                ("bid", price.ToDecimalString()), ("margin", margin.Left.ToDecimalString()),
                ("min", margin.Least.ToDecimalString()))
            : null;
    }

    private Reason? TermsRefusal(BidAnswer.Bid bid)
    {
        var max = order.Campaign.Auction.QualifyMax ?? settings.QualifyMax;
        if (bid.QualifySeconds is not { } seconds || seconds <= max.TotalSeconds) return null;
        return Reason.Of("rejected.terms", ("seconds", Number(seconds)), ("max", Number((long)max.TotalSeconds)));
    }

    /// <summary>The most that this entrant can validly bid: known before it answers.</summary>
    public Money CeilingOf(Candidacy entrant) =>
        entrant.Target.Price switch
        {
            { Known: { } price } => price,
            TargetPrice.Bidder { Terms.MaxBid: { } max } => max,
            TargetPrice.Rules { Table.Max: { } max } => max,
            _ => _sanityMax,
        };

    // A unit of a currency without minor units is worth about a hundredth of one with them.
    private static Money SanityMax(Currency currency, AuctionSettings settings) =>
        Money.FromUnits(currency.MinorDecimals == 0 ? settings.BidMax * 100 : settings.BidMax, currency);

    private static Reason BelowFloor(Money bid, PriceFloor floor) => floor.Tier is { } tier
        ? Reason.Of(
            "rejected.below_tier_minimum", ("bid", bid.ToDecimalString()), ("least", floor.Amount.ToDecimalString()),
            ("gap", (floor.Amount - bid).ToDecimalString()), ("tier", Number(tier)))
        : Reason.Of(
        "rejected.below_floor",
        ("bid", bid.ToDecimalString()),
        ("floor", floor.Amount.ToDecimalString()),
        ("gap", (floor.Amount - bid).ToDecimalString()),
        ("rule", floor.RuleName));

    private static Reason NotAnAmount(Money bid) => Reason.Of(
        "error.invalid", ("path", "bid"), ("expected", "an amount of 0 or more"), ("got", bid.ToDecimalString()));

    private static Reason NoDestination { get; } = Reason.Of(
        "error.invalid", ("path", "destination"), ("expected", "a SIP address or a phone number"), ("got", "none"));

    private static Reason Expired(DateTimeOffset until, DateTimeOffset needed) => Reason.Of(
        "rejected.expired",
        ("until", until.ToString("O", CultureInfo.InvariantCulture)),
        ("needed", needed.ToString("O", CultureInfo.InvariantCulture)));

    private static Judgement Rejected(Reason reason, BidAnswer.Bid bid) =>
        new(CandidateStage.Rejected, reason, bid, null);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
