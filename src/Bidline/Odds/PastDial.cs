using Bidline.Calls;
using Bidline.Connecting;
using Bidline.Primitives;

namespace Bidline.Odds;

/// <summary>
/// One dial of an earlier call: whether it was answered, and how long the two talked. A buyer that bid and then would
/// not confirm was as good as not there.
/// </summary>
/// <param name="TalkTime">Null when nobody answered.</param>
/// <param name="IsCut">
/// The talk was ended by neither party (longest talk time, dead media, operator, a crash): it would have lasted longer.
/// </param>
/// <param name="At">When the call ended.</param>
public sealed record PastDial(
    CampaignId Campaign, PublisherId Publisher, BuyerId Buyer, TimeSpan? TalkTime, bool IsCut, DateTimeOffset At)
{
    /// <summary>
    /// What a call's log teaches: one entry for each dial that came to something. A dial that the caller cut short by
    /// hanging up says nothing about the buyer and is left out. Empty while the call lives. Pure.
    /// </summary>
    public static IEnumerable<PastDial> Of(CampaignId campaign, PublisherId publisher, IReadOnlyList<CallLogEntry> log)
    {
        if (log.LastOrDefault(entry => entry.Event is CallEvent.Ended) is not { Event: CallEvent.Ended ended } last)
            return [];
        var buyers = log.Select(entry => entry.Event).OfType<CallEvent.FundsHeld>()
            .ToLookup(held => held.Attempt, held => held.Buyer);
        var hungUp = log.Select(entry => entry.Event).OfType<CallEvent.HungUp>().Select(it => it.Attempt).ToHashSet();
        return log.SelectMany(entry => entry.Event switch
        {
            CallEvent.HungUp it => buyers[it.Attempt].Take(1).Select(buyer => new PastDial(
                campaign, publisher, buyer, it.TalkTime, false, last.At)),
            CallEvent.Connected it when hungUp.Contains(it.Attempt) => [],
            CallEvent.Connected it => buyers[it.Attempt].Take(1).Select(buyer => new PastDial(
                campaign, publisher, buyer, ended.TalkTime, ended.By is not (EndedBy.Caller or EndedBy.Target), last.At)),
            CallEvent.DialFailed it when IsTheBuyers(it.Reason) => Unanswered(it.Attempt),
            CallEvent.ConfirmFailed it when IsTheBuyers(it.Reason) => Unanswered(it.Attempt),
            _ => [],
        });

        // Nor does it say anything of a buyer that another one of several was faster.
        bool IsTheBuyers(Reason reason) =>
            !reason.Code.StartsWith("call.", StringComparison.Ordinal) && reason.Code != "dial.answered_elsewhere";

        IEnumerable<PastDial> Unanswered(int attempt) =>
            buyers[attempt].Take(1).Select(buyer => new PastDial(campaign, publisher, buyer, null, false, last.At));
    }
}
