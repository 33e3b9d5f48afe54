using Bidline.Billing;
using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;

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
        Verdict = VerdictSentence.Of(call, book).ToString(),
        MoneyState = call.MoneyState,
        ReceivedAt = call.Inbound.ReceivedAt,
        EndedAt = call.EndedAt,
        Campaign = call.Campaign?.Value,
        Publisher = call.Publisher?.Value,
        Dialled = call.Inbound.Dialled.IsSet ? call.Inbound.Dialled.E164 : null,
        Caller = call.Inbound.Caller.IsSet ? call.Inbound.Caller.ToString() : null,
        Policy = new PolicyTrace(call.Campaign?.Value, call.BookVersion, call.BookHash),
        Checks = Checks(call),
        Profile = call.Profile is { } profile ? Profile(profile) : null,
        Auctions = [.. call.Auctions.Select(AuctionTraceOfRecord.Of)],
        Attempts = [.. call.Attempts.Select(attempt => Attempt(call, attempt))],
        Fallback = call.Fallback?.Kind,
        EndedBy = call.Ended?.By is { } by ? CallLogRow.Spell(by) : null,
        LengthMs = call.Length?.TotalMilliseconds,
        TalkMs = call.Connected is not null ? call.Ended?.TalkTime.TotalMilliseconds : null,
        Money = Money(call, book),
        Disclosures =
        [
            .. call.Auctions.SelectMany(Disclosures).Concat(call.Attempts.SelectMany(it => Disclosures(call, it)))
                .OrderBy(disclosure => disclosure.At),
        ],
    };

    // For a conversation the deciding cause is whether it pays (trace.md 3.13).
    private static Reason? DecidingOf(Call call) =>
        call is { Connected: not null, Settled: { } settled } ? settled.BuyerVerdict : call.Ended?.Reason;

    private static IReadOnlyList<CheckTrace> Checks(Call call)
    {
        if (call.Refused is { } refused) return [new CheckTrace(refused.Reason.Code, false, refused.Reason.Values)];
        if (call.Ended is { Outcome: CallOutcome.Blocked } blocked)
            return [new CheckTrace(blocked.Reason.Code, false, blocked.Reason.Values)];
        return
        [
            new CheckTrace("screen.number", call.Campaign is not null, null),
            new CheckTrace("screen.campaign", true, null),
            new CheckTrace("screen.publisher", true, null),
        ];
    }

    private static ProfileTrace Profile(CallerProfile profile) => new(
        profile.Country, profile.State, profile.Region, profile.AreaCode, profile.Zip, profile.TimeZone,
        profile.LineType, profile.Attestation, profile.DuplicateDays, profile.Tags);

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
            attempt.ConnectedAfter is not null,
            talked?.TalkTime.TotalMilliseconds,
            talked?.By is { } by ? CallLogRow.Spell(by) : null,
            attempt.SipStatus,
            attempt.Failure?.Code,
            attempt.Failure?.Values,
            attempt.Confirmation is { } confirmation ? Confirmation(confirmation) : null);
    }

    private static ConfirmationTrace Confirmation(CallConfirmation it) => new(
        it.AskedAfter.TotalMilliseconds, it.Took?.TotalMilliseconds, it.IsConfirmed, it.Destination, it.Shown);

    private static MoneyTrace Money(Call call, CampaignBook? book)
    {
        var settled = call.Settled;
        var booked = settled is { Posted: not null }
            ? Amounts(settled.Revenue, settled.Payout, settled.Margin)
            : null;
        var expected = call.Attempts.LastOrDefault(attempt => attempt.Terms is not null)?.Terms is { } terms
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

    private static VerdictTrace? Verdict(Reason? reason) =>
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
