using Bidline.Campaigns;

namespace Bidline.Auctions;

/// <summary>A candidate's row once its answer has been judged.</summary>
internal static class AnsweredRow
{
    public static Candidate Of(Candidate row, Answered answer, SentAsk asked)
    {
        var (judgement, offer) = (answer.Judgement, answer.Judgement.Offer);
        return row with
        {
            Stage = judgement.Stage,
            Reason = judgement.Reason,
            Bid = judgement.Bid?.Price ?? offer?.Price,
            Effective = offer?.Compared,
            Expected = offer?.Expected,
            SentMs = asked.SentMs,
            Shown = asked.Shown,
            Given = asked.Given,
            FirstByteMs = answer.FirstByteMs,
            DoneMs = answer.DoneMs,
            BidId = judgement.Bid?.BidId,
            Destination = TextOf(offer?.Destination),
            QualifySeconds = judgement.Bid?.QualifySeconds,
            Rules = judgement.Rules,
        };
    }

    private static string? TextOf(Destination? destination) => destination switch
    {
        Destination.Sip sip => sip.Uri,
        Destination.Number number => number.Phone.E164,
        _ => null,
    };
}
