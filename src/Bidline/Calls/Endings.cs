using System.Globalization;
using Bidline.Auctions;
using Bidline.Connecting;
using Bidline.Primitives;

namespace Bidline.Calls;

/// <summary>
/// Which one outcome a call that was not connected has. The order of precedence is console.md 4.3: failed, blocked,
/// connected, abandoned, not connected, no buyer, handled.
/// </summary>
public static class Endings
{
    /// <param name="stage">"screen", "auction" or "ringing".</param>
    public static CallEvent.Ended CallerHungUp(LiveCall call, string stage)
    {
        var seconds = call.Elapsed.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        return new CallEvent.Ended(
            CallOutcome.Abandoned, Reason.Of($"call.caller_hangup_{stage}", ("after", seconds)), EndedBy.Caller,
            TimeSpan.Zero, null);
    }

    public static CallEvent.Ended Blocked(Reason reason) =>
        new(CallOutcome.Blocked, reason, null, TimeSpan.Zero, null);

    public static CallEvent.Ended Failed(string reference) => new(
        CallOutcome.Failed, Reason.Of("error.internal", ("reference", reference)), null, TimeSpan.Zero, null);

    /// <summary>Nobody took it: the last dial's reason when there was one, otherwise the candidate closest to a sale.</summary>
    public static CallEvent.Ended Unsold(IReadOnlyList<CallLogEntry> log)
    {
        if (log.Select(entry => FailureOf(entry.Event)).LastOrDefault(reason => reason is not null) is { } failure)
            return new CallEvent.Ended(CallOutcome.NotConnected, failure, null, TimeSpan.Zero, null);

        var refused = log.Select(entry => RefusalOf(entry.Event)).LastOrDefault(reason => reason is not null);
        var candidates = log.Select(entry => entry.Event)
            .OfType<CallEvent.AuctionClosed>()
            .SelectMany(closed => closed.Auction.TakingPart)
            .Where(candidate => candidate.Reason.Code != "not_asked.same_target");
        var closest = candidates.OrderBy(Distance).FirstOrDefault();
        var reason = refused ?? closest?.Reason ?? Reason.Of("call.no_targets");
        return new CallEvent.Ended(CallOutcome.NoBuyer, reason, null, TimeSpan.Zero, null);
    }

    /// <summary>Why a dial was of no use; null for other events, and where only another target was faster.</summary>
    private static Reason? FailureOf(CallEvent happened) => happened switch
    {
        CallEvent.DialFailed dial when dial.Reason.Code != "dial.answered_elsewhere" => dial.Reason,
        CallEvent.HungUp end => end.Reason,
        _ => null,
    };

    /// <summary>Why an offer was not even dialled; null for other events.</summary>
    private static Reason? RefusalOf(CallEvent happened) => happened switch
    {
        CallEvent.HoldRefused hold => hold.Reason,
        CallEvent.ConfirmFailed confirm => confirm.Reason,
        _ => null,
    };

    /// <summary>How far a candidate was from being sold to: a bid first, then an answer, then the fewest failed checks.</summary>
    private static int Distance(Candidate candidate) => candidate.Stage switch
    {
        CandidateStage.Won or CandidateStage.Lost => 0,
        CandidateStage.Rejected => 1,
        CandidateStage.NoBid => 2,
        CandidateStage.Error => 3,
        _ => 4 + candidate.AlsoFailed.Count,
    };
}
