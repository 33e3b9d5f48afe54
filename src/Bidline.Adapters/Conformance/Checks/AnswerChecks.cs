using Bidline.Auctions;
using Bidline.Calls.Reasons;
using Bidline.Connecting;
using Bidline.Primitives;

namespace Bidline.Adapters.Conformance.Checks;

/// <summary>What a bidder's ordinary answers look like.</summary>
internal static class AnswerChecks
{
    private const string Json = "application/json";

    // A phone may ring for 25 s, and the offer that comes next in line is dialled after that.
    private const int ValidSecondsWise = 30;

    public static Check ValidBid { get; } = new(
        "valid-bid",
        "a caller that it wants gets a bid that can be read and taken",
        "asks about callers of up to ten states until one gets a bid; looks at its amount, currency and content type",
        ValidBidAsync,
        NeedsForm: false);

    public static Check NoBid { get; } = new(
        "no-bid",
        "a caller that it does not want is declined in one of the two ways",
        "asks about callers of up to ten states until one is declined, then with a floor that nobody pays",
        NoBidAsync);

    public static Check NoContent { get; } = new(
        "no-content",
        "a 204 has no body, and the connection is good for the next question",
        "when it declines with 204: looks at that answer, and asks again on the same connection",
        NoContentAsync);

    public static Check Dialable { get; } = new(
        "dialable",
        "the destination that a bid names may be dialled",
        "holds the destination of a bid against the rules that a call is dialled by",
        exam => Task.FromResult(DialableOf(exam)),
        NeedsBid: true);

    public static Check Expired { get; } = new(
        "expired",
        "a bid outlives its auction, and the ringing that may come before its turn",
        "holds valid_seconds of a bid against the auction's deadline and the time that a phone rings",
        exam => Task.FromResult(ExpiryOf(exam)),
        NeedsBid: true);

    private static Task<Verdict> ValidBidAsync(Exam exam) => Task.FromResult<Verdict>(
        exam.Survey.Bid is { Bid: { } bid } asked ? OfBid(exam, asked, bid) : OfNoBid(exam));

    private static Verdict OfBid(Exam exam, Asked asked, BidAnswer.Bid bid)
    {
        var currency = asked.Question.Floor.Currency.Code;
        if (bid.Currency is { } named && !named.Equals(currency, StringComparison.OrdinalIgnoreCase))
            return exam.Fail($"a bid in {currency}, as the question says", $"the bid is in {named}", asked);
        return Mistyped(exam, asked)
            ?? new Verdict.Passed($"{bid.Price.ToDecimalString()} {currency} for {asked.Question.Title}");
    }

    private static Verdict OfNoBid(Exam exam)
    {
        var all = exam.Survey.All;
        if (all.FirstOrDefault(asked => asked.Fault is not null) is { } broken)
        {
            return exam.Fail(
                """a bid such as {"bid":"31.50","id":"b-1"}""", ReasonCatalogue.Say(broken.Fault!), broken);
        }

        return exam.Fail(
            $"a bid for one of {all.Count} callers",
            $"all were declined ({all[0].InWords()}); describe one that it wants with --state, --zip and --tag",
            all[0]);
    }

    private static async Task<Verdict> NoBidAsync(Exam exam)
    {
        // Whoever can bid and stumbles over another caller has stumbled over declining.
        var asked = exam.Survey.Declined ?? exam.Survey.All.FirstOrDefault(one => !one.IsInForm)
            ?? await exam.Examiner.AskAsync(Unaffordable(exam)).ConfigureAwait(false);
        if (exam.Misshapen(asked) is { } misshapen) return misshapen;
        if (asked.Bid is not null)
            return new Verdict.NotApplicable("it wanted every caller, and no floor put it off");
        if (asked.Answer is BidAnswer.Bid or BidAnswer.NoBid { Reason.Code: "no_bid.zero_price" })
            return exam.Warn("204, or a no_bid with a code", "it declines by bidding 0", asked);
        if (asked.Status != 204 && Mistyped(exam, asked) is { } mistyped) return mistyped;
        return new Verdict.Passed($"{asked.Question.Title}: {(asked.Status == 204 ? "204" : asked.InWords())}");
    }

    private static async Task<Verdict> NoContentAsync(Exam exam)
    {
        if (exam.Survey.All.FirstOrDefault(asked => asked.Status == 204) is not { } seen)
            return new Verdict.NotApplicable("no caller was declined with 204");
        var declined = await exam.Examiner.AskAsync(seen.Question).ConfigureAwait(false);
        var after = seen.Question with { Title = "the next question" };
        var next = await exam.Examiner.AskAsync(after).ConfigureAwait(false);
        const string expected = "204 without a body, and the next question answered on the same connection";
        var length = declined.Exchange?.Answer?.Header("Content-Length");
        if (declined.Status == 204 && length is not (null or "0"))
            return exam.Fail(expected, $"the 204 announces {length} bytes", declined, next);
        if (!next.IsInForm) return exam.Fail(expected, $"after a 204, {next.InWords()}", declined, next);
        return new Verdict.Passed("empty, and the connection goes on");
    }

    private static Verdict DialableOf(Exam exam)
    {
        var asked = exam.Survey.Bid!;
        if (asked.Bid!.Destination is not { } written)
            return new Verdict.NotApplicable("its bids name no destination: the target needs one of its own");
        var policy = new DestinationPolicy(new AddressPolicy(exam.Settings.AllowPrivate), []);
        return policy.Check(written) is DestinationCheck.Refused refused
            ? exam.Fail("a sip: address or a number that may be dialled", ReasonCatalogue.Say(refused.Reason), asked)
            : new Verdict.Passed(Excerpted(written));
    }

    private static Verdict ExpiryOf(Exam exam)
    {
        var asked = exam.Survey.Bid!;
        if (asked.Bid!.ValidSeconds is not { } seconds)
            return new Verdict.Passed("names no end: the bid holds for its call");
        var expected = $"valid_seconds of {ValidSecondsWise} or more, or none";
        if (TimeSpan.FromSeconds(seconds) < exam.Settings.Deadline - asked.Taken)
            return exam.Fail(expected, $"good for {seconds} s: over before its auction is", asked);
        return seconds < ValidSecondsWise
            ? exam.Warn(expected, $"good for {seconds} s: over when another phone has rung first", asked)
            : new Verdict.Passed($"good for {seconds} s");
    }

    private static Verdict? Mistyped(Exam exam, Asked asked)
    {
        var type = asked.Exchange?.Answer?.Header("Content-Type");
        var isJson = type?.Split(';')[0].Trim().Equals(Json, StringComparison.OrdinalIgnoreCase) ?? false;
        return isJson ? null : exam.Fail($"Content-Type: {Json}", $"Content-Type: {type ?? "none"}", asked);
    }

    private static Question Unaffordable(Exam exam) => exam.Survey.All[0].Question with
    {
        Title = "a floor of 1000000.00", Floor = Money.FromUnits(1_000_000, exam.Settings.Floor.Currency),
    };

    private static string Excerpted(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
