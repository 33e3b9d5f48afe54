using Bidline.Billing;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Calls;

/// <summary>Writes a call down as its trace. Pure.</summary>
internal static class CallTraceOfCall
{
    public static CallTrace Of(Call call, CampaignBook? book) => new()
    {
        Id = call.Id.ToString(),
        Phase = CallLogRow.Spell(call.Phase),
        Outcome = call.Ended is { } ended ? CallLogRow.Spell(ended.Outcome) : null,
        Reason = DecidingOf(call)?.Code,
        ReasonValues = DecidingOf(call)?.Values,
        ReasonText = DecidingOf(call) is { } deciding ? ReasonCatalogue.Say(deciding) : null,
        Sentence = VerdictSentence.Of(call, book),
        Closest = Closest(call),
        MoneyState = call.MoneyState,
        ReceivedAt = call.Inbound.ReceivedAt,
        EndedAt = call.EndedAt,
        SettledAt = call.SettledAt,
        Campaign = call.Campaign?.Value,
        Publisher = call.Publisher?.Value,
        Dialled = call.Inbound.Dialled.IsSet ? call.Inbound.Dialled.E164 : null,
        Caller = call.Inbound.Caller.IsSet ? call.Inbound.Caller.ToString() : null,
        Ingress = new IngressTrace(call.Inbound.Trunk.Value, call.Inbound.Source, call.Inbound.SipCallId),
        Reservation = Reservation(call),
        Visit = call.Attribution is { } found ? Visit(found) : null,
        Policy = new PolicyTrace(call.Campaign?.Value, call.BookVersion, call.BookHash),
        Checks = Checks(call),
        Profile = call.Profile is { } profile ? ProfileTraceOfCall.Of(profile, call) : null,
        EnrichedMs = call.EnrichedAfter?.TotalMilliseconds,
        Auctions = [.. call.Auctions.Select(AuctionTraceOfRecord.Of)],
        Attempts = [.. call.Attempts.Select(attempt => Attempt(call, attempt))],
        Fallback = call.Fallback?.Kind,
        FallbackText = call.Fallback?.Text,
        FallbackMs = call.FallbackAfter?.TotalMilliseconds,
        EndedBy = call.Ended?.By is { } by ? CallLogRow.Spell(by) : null,
        LengthMs = call.Length?.TotalMilliseconds,
        TalkMs = call.Connected is not null ? call.Ended?.TalkTime.TotalMilliseconds : null,
        Media = call.Ended?.Media is { } media ? new MediaTrace(media.FromCaller, media.FromTarget, media.Dropped) : null,
        Money = Money(call, book),
        Disclosures =
        [
            .. call.Auctions.SelectMany(Disclosures).Concat(call.Attempts.SelectMany(it => Disclosures(call, it)))
                .OrderBy(disclosure => disclosure.At),
        ],
    };

    // For a conversation the deciding cause is whether it pays (trace.md 3.13).
    private static Reason? DecidingOf(Call call) =>
        call is { Connected: not null, Booked: { } settled } ? settled.BuyerVerdict : call.Ended?.Reason;

    private static IReadOnlyList<CheckTrace> Checks(Call call)
    {
        if (call.Refused is { } refused) return [Failed(refused.Reason)];
        if (call.Ended is { Outcome: CallOutcome.Blocked } blocked) return [Failed(blocked.Reason)];
        return
        [
            new CheckTrace("screen.number", call.Campaign is not null, null, "the number is assigned"),
            new CheckTrace("screen.campaign", true, null, "the campaign is running"),
            new CheckTrace("screen.publisher", true, null, "the publisher may send calls"),
        ];
    }

    private static CheckTrace Failed(Reason reason) => new(reason.Code, false, reason.Values, ReasonCatalogue.Say(reason));

    private static VisitTrace Visit(Attribution found) => new(
        found.Pool.Value, CallLogRow.Spell(found.Certainty), found.Visit?.Id.ToString(), found.Visit?.At,
        found.Visit?.LandingPage, found.Visit?.Referrer, found.Visit?.Device, found.Since, found.Until,
        found.Visit?.Tags ?? new Dictionary<string, string>(),
        [.. (found.Visit?.Touches ?? []).Select(touch => new TouchTrace(
            touch.Visit.ToString(), touch.At, touch.Source, touch.Medium, touch.Campaign, touch.Keyword, touch.LandingPage))]);

    private static ReservationTrace? Reservation(Call call) => call switch
    {
        { Reservation: { } used } => new ReservationTrace(
            used.Reservation.ToString(), used.Ping.ToString(), used.Promised.ToDecimalString(), used.Until, null, null),
        { Missed: { } missed } => new ReservationTrace(
            missed.Reservation?.ToString(), missed.Ping?.ToString(), null, null, Verdict(missed.Reason),
            CallLogRow.Spell(missed.Then)),
        _ => null,
    };

    private static ClosestTrace? Closest(Call call) => call.Ended?.Outcome == CallOutcome.NoBuyer
        && ClosestToSale.Of(call.Auctions.Select(auction => auction.Record)) is { } closest
            ? new ClosestTrace(closest.Candidate.Target.Value, closest.Candidate.Buyer.Value, closest.Advice)
            : null;

    private static AttemptTrace Attempt(Call call, CallAttempt attempt)
    {
        var talked = attempt.ConnectedAfter is not null && attempt == call.Connected ? call.Ended : null;
        return new AttemptTrace(
            attempt.Number,
            attempt.Target.Value,
            attempt.Buyer.Value,
            attempt.Hold?.ToString(),
            attempt.Terms?.Price.ToDecimalString(),
            attempt.Destination,
            attempt.DialledAfter?.TotalMilliseconds,
            attempt.RangAfter?.TotalMilliseconds,
            attempt.RangFor?.TotalMilliseconds,
            attempt.ConnectedAfter?.TotalMilliseconds,
            attempt.FailedAfter?.TotalMilliseconds,
            attempt is { ConnectedAfter: not null, TalkedFor: null },
            (talked?.TalkTime ?? attempt.TalkedFor)?.TotalMilliseconds,
            talked?.By is { } by ? CallLogRow.Spell(by) : null,
            attempt.SipStatus,
            attempt.Failure?.Code,
            attempt.Failure?.Values,
            attempt.Failure is { } failure ? ReasonCatalogue.Say(failure) : null,
            attempt.Terms is { } terms ? Terms(terms) : null,
            attempt.Released?.Code,
            attempt.Confirmation is { } confirmation ? Confirmation(confirmation) : null)
        {
            Next = Verdict(attempt.Next),
        };
    }

    private static TermsTrace Terms(SaleTerms terms) => new(
        terms.Price.ToDecimalString(),
        terms.BuyerRule.Connected.TotalSeconds,
        terms.Publisher.Value,
        Spoken.Terms(terms.Payout),
        terms.PublisherRule.Connected.TotalSeconds);

    private static ConfirmationTrace Confirmation(CallConfirmation it) => new(
        it.AskedAfter.TotalMilliseconds, it.Took?.TotalMilliseconds, it.IsConfirmed, it.Destination, it.Shown,
        it.Late is { } late
            ? new LateConfirmationTrace(
                late.Took.TotalMilliseconds, late.Refusal is null, late.Destination, late.Refusal?.Code,
                late.Refusal is { } refusal ? ReasonCatalogue.Say(refusal) : null)
            : null);

    private static MoneyTrace Money(Call call, CampaignBook? book)
    {
        var settled = call.Booked;
        var booked = settled is { Posted: not null }
            ? Amounts(settled.Revenue, settled.Payout, settled.Margin)
            : null;
        var offered = call.Connected ?? call.Attempts.LastOrDefault(attempt => attempt.Terms is not null);
        var expected = offered?.Terms is { } terms
            ? Amounts(Pricing.Of(terms, buyerPays: true, publisherEarns: true))
            : null;
        return new MoneyTrace(
            CurrencyOf(call, book).Code, expected, booked, booked, Verdict(settled?.BuyerVerdict),
            Verdict(settled?.PublisherVerdict), settled?.Posted?.ToString());
    }

    private static AmountsTrace Amounts(Sale sale) => Amounts(sale.Revenue, sale.Payout, sale.Margin);

    private static AmountsTrace Amounts(Money revenue, Money payout, Money margin) =>
        new(revenue.ToDecimalString(), payout.ToDecimalString(), margin.ToDecimalString());

    private static Currency CurrencyOf(Call call, CampaignBook? book) => call.Settled?.Revenue.Currency
        ?? call.Auctions.FirstOrDefault()?.Record.Floor.Currency
        ?? book?.Currency
        ?? Currency.Usd;

    internal static VerdictTrace? Verdict(Reason? reason) =>
        reason is null ? null : new VerdictTrace(reason.Code, reason.Values, ReasonCatalogue.Say(reason));

    private static IEnumerable<DisclosureTrace> Disclosures(CallAuction auction) => auction.Record.Candidates
        .Where(row => row.Shown is { Count: > 0 })
        .Select(row => new DisclosureTrace(
            row.Buyer.Value, row.Target.Value, row.Shown!,
            auction.Record.StartedAt.AddMilliseconds(row.SentMs ?? 0), "bid_request"));

    // Whoever is dialled sees the caller's number: that is how a telephone call arrives.
    private static IEnumerable<DisclosureTrace> Disclosures(Call call, CallAttempt attempt)
    {
        var (buyer, target) = (attempt.Buyer.Value, attempt.Target.Value);
        if (attempt.Confirmation is { Shown.Count: > 0 } confirmation)
            yield return new DisclosureTrace(buyer, target, confirmation.Shown, confirmation.AskedAt, "confirmation");
        if (attempt.DialledAfter is { } after && call.Inbound.Caller.IsSet)
            yield return new DisclosureTrace(buyer, target, ["caller"], call.Inbound.ReceivedAt + after, "dial");
    }
}
