using Bidline.Auctions;

namespace Bidline.Calls;

/// <summary>What is happening to a call that has not ended.</summary>
internal static class VerdictWhileLive
{
    public static Sentence Of(Call call, Naming names)
    {
        var last = call.Attempts.LastOrDefault();
        return call switch
        {
            { Connected: { Terms: { } terms } sold } => new SentenceWriter().Strong("Talking")
                .Say(" to ").Strong(names.Of(sold.Buyer, sold.Target))
                .Say($" at {Spoken.Amount(terms.Price)}; {Pays(terms)}.").End(),
            { Phase: CallPhase.WrapUp } => new SentenceWriter().Strong("Nobody took it").Say("; the fallback is playing.").End(),
            _ when last is { Confirmation.Took: null, Confirmation: not null, Failure: null, DialledAfter: null } =>
                new SentenceWriter().Strong("Waiting for the confirmation").Say(" of ")
                    .Strong(names.Of(last.Buyer, last.Target)).Say(".").End(),
            { Phase: CallPhase.Dialing } when last is not null => new SentenceWriter()
                .Strong(last.RangAfter is null ? "Dialling" : "Ringing").Say(" ").Strong(names.Of(last.Buyer, last.Target))
                .Say(last.Terms is { } terms ? $" at {Spoken.Amount(terms.Price)}." : ".").End(),
            { Auctions: [.., var auction] } => new SentenceWriter().Strong("Auction closed").Say($": {Bids(auction)}.").End(),
            { Phase: CallPhase.Auction } => new SentenceWriter().Strong("Being auctioned").Say(".").End(),
            _ => new SentenceWriter().Strong("Being screened").Say(".").End(),
        };
    }

    private static string Pays(SaleTerms terms) => terms.BuyerRule.Conversion is { } conversion
        ? $"pays when “{conversion.Event}” is posted back"
        : $"pays from {Spoken.Clock(terms.BuyerRule.Connected)} on";

    private static string Bids(CallAuction auction) => Spoken.Count(
        auction.Record.TakingPart.Count(row => row.Stage is CandidateStage.Won or CandidateStage.Lost),
        "valid bid", "valid bids");
}
