using Bidline.Connecting;
using Bidline.Sip.Messages;
using Bidline.Sip.Targets;

namespace Bidline.Sip.Dialogs;

/// <summary>
/// How calls end: both legs are told, the engine is told once, and the rest waits for what is still in the air.
/// </summary>
internal sealed class CallEnding(EdgeCore core)
{
    /// <summary>
    /// Ends a call from our side or because one leg has gone (its <see cref="CallLeg.IsUp"/> is false by then).
    /// </summary>
    /// <param name="lastPacketAt">For dead media: when the conversation really ended; 0 for "never heard".</param>
    public void HangUp(SipCall call, EndedBy by, long? lastPacketAt = null)
    {
        if (call.HasEnded) return;
        if (call.State == CallerState.Proceeding) core.Replies.Refuse(call, 480, "Temporarily Unavailable");
        else if (call.State == CallerState.Answered) call.ByeAfterAck = call.Caller.IsUp;
        else SendBye(call.Caller);
        End(call, by, lastPacketAt);
    }

    /// <summary>The target has hung up: the call is over, unless its order keeps the caller for another dial.</summary>
    public void TargetLeft(SipCall call)
    {
        var talking = call.Talking!;
        var talked = core.Tools.Clock.GetElapsedTime(call.AnsweredAt);
        if (talked >= talking.Request!.Order.KeepsCallerWithin)
        {
            HangUp(call, EndedBy.Target);
            return;
        }

        talking.IsOver = true;
        core.Timers.Stop(call.TalkTimer);
        core.Timers.Stop(talking.Leg.SessionTimer);
        MediaDesk.LetTargetGo(call);
        var counts = call.Bridge?.Counts ?? new MediaCounts(0, 0, 0);
        call.Conversation!.TrySetResult(new ConversationEnd(EndedBy.Target, talked, counts) { CallerStays = true });
        call.Conversation = null;
    }

    public void Cancelled(SipCall call)
    {
        core.Counters.CallsCancelled++;
        core.Replies.Refuse(call, 487, "Request Terminated");
        End(call, EndedBy.Caller, null);
    }

    public void Refuse(SipCall call, int status, string phrase, ReadOnlySpan<byte> lines)
    {
        if (call.HasEnded) return;
        core.Replies.Refuse(call, status, phrase, lines);
        HangUp(call, EndedBy.Operator);
    }

    public void TalkTimeOver(SipCall call) => HangUp(call, EndedBy.TalkTimeMax);

    public void SendBye(CallLeg leg)
    {
        if (!leg.IsUp) return;
        leg.IsUp = false;
        var branch = ++leg.Call.LastBranch;
        var sequence = ++leg.LocalSequence;
        var writer = core.Requests.Begin(leg, SipMethod.Bye, branch, sequence);
        writer.Body(default, default);
        core.Transactions.Start(ref writer, leg, SipMethod.Bye, branch, sequence);
    }

    public void LingerOver(SipCall call)
    {
        var aged = core.Timers.Now - call.EndedAt >= 2L * core.Tools.Patience;
        if (!aged && IsStirring(call))
        {
            core.Timers.Start(call.LingerTimer, core.Tools.T4);
            return;
        }

        core.Timers.Stop(call.ReplyTimer);
        core.Timers.Stop(call.Caller.ReplyTimer);
        foreach (var dial in call.Dials) core.Timers.Stop(dial.Leg.ReplyTimer);
        core.Calls.Release(call, core.Timers);
    }

    private static bool IsStirring(SipCall call)
    {
        if (call.State is CallerState.Refused or CallerState.Answered) return true;
        foreach (var transaction in call.Transactions)
        {
            if (!transaction.IsDone) return true;
        }

        return false;
    }

    private void End(SipCall call, EndedBy by, long? lastPacketAt)
    {
        call.HasEnded = true;
        call.EndedAt = core.Timers.Now;
        call.Trunk!.Active--;
        core.Counters.CallsActive--;
        core.Timers.Stop(call.TalkTimer);
        core.Timers.Stop(call.Caller.SessionTimer);
        foreach (var dial in call.Dials) EndDial(dial);
        TellConversation(call, by, lastPacketAt);
        call.Announcing?.TrySetResult();
        call.Bridge?.Close();
        call.Bridge = null;
        call.Control!.CallerLeft();
        core.Timers.Start(call.LingerTimer, core.Tools.T4);
    }

    private void EndDial(TargetDial dial)
    {
        core.Timers.Stop(dial.RingTimer);
        core.Timers.Stop(dial.Leg.SessionTimer);
        if (dial.IsAnswered) SendBye(dial.Leg);
        else core.Dialler.Cancel(dial);
        dial.Request?.Done.TrySetResult(new DialOutcome.CallerGone(core.Dialler.RangFor(dial)));
    }

    private void TellConversation(SipCall call, EndedBy by, long? lastPacketAt)
    {
        if (call.Conversation is not { } conversation) return;
        var clock = core.Tools.Clock;
        var until = lastPacketAt switch { null => clock.GetTimestamp(), 0 => call.AnsweredAt, { } at => at };
        var talked = clock.GetElapsedTime(call.AnsweredAt, Math.Max(until, call.AnsweredAt));
        conversation.TrySetResult(new ConversationEnd(by, talked, call.Bridge?.Counts ?? new MediaCounts(0, 0, 0)));
    }
}
