using Bidline.Connecting;
using Bidline.Sip.Dialogs;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Targets;

/// <summary>What targets answer to our INVITEs (RFC 3261 13.2.2).</summary>
internal sealed class DialAnswers(EdgeCore core)
{
    public void Provisional(TargetDial dial, SipMessage response)
    {
        if (dial.CancelWanted)
        {
            core.Dialler.Cancel(dial);
            return;
        }

        var call = dial.Call;
        if (response.Status == 100 || !dial.IsRinging || call.HasEnded) return;
        if (!dial.HasRung) _ = Task.Run(dial.Request!.Ringing);
        dial.HasRung = true;
        if (call.State != CallerState.Proceeding) return;
        var mayBeHeard = !dial.Request!.Order.IsOneOfSeveral && !response.Body.IsEmpty;
        if (mayBeHeard && core.Media.TryTakeEarly(dial.Leg, response))
            core.Replies.Progress(call, 183, "Session Progress", call.Caller.Sdp.Text);
        else core.Replies.Progress(call, 180, "Ringing", default);
    }

    public void Final(ClientTransaction transaction, SipMessage response)
    {
        if (response.Status < 300) Accepted(transaction, response);
        else if (transaction.IsDone) core.Wire.Repeat(transaction.Ack.Text, transaction.To);
        else
        {
            core.Transactions.Complete(transaction);
            AcknowledgeRefusal(transaction, response);
            if (transaction.Dial is { } dial) Refused(dial, response);
            else transaction.Final?.Invoke(transaction, response);
        }
    }

    private void Accepted(ClientTransaction transaction, SipMessage response)
    {
        var leg = transaction.Leg!;
        var known = leg.RemoteTag.Span.SequenceEqual(response.ToTag);
        if (transaction.IsDone)
        {
            // The same answer again wants its ACK again; another one is a fork that came too late (RFC 3261 13.2.2.4).
            if (known) core.Wire.Repeat(transaction.Ack.Text, leg.Next);
            else Dismiss(transaction, response);
            return;
        }

        core.Transactions.Complete(transaction);
        if (transaction.Dial is { } dial) Answered(dial, transaction, response);
        else
        {
            Acknowledge(leg, transaction);
            transaction.Final?.Invoke(transaction, response);
        }
    }

    private void Answered(TargetDial dial, ClientTransaction invite, SipMessage response)
    {
        var (leg, call) = (dial.Leg, dial.Call);
        core.Timers.Stop(dial.RingTimer);
        DialogRoutes.Confirm(core, leg, response);
        Acknowledge(leg, invite);
        if (call.HasEnded || !dial.IsRinging || call.Talking is not null)
        {
            // Answered while we were giving up, or after another: RFC 3261 9.1 and 15 want an ACK and a BYE.
            dial.IsOver = true;
            core.Ending.SendBye(leg);
            core.Dialler.TellOutrun(dial);
        }
        else if (core.Media.TryConnect(dial, response)) Connect(dial, response);
        else
        {
            core.Ending.SendBye(leg);
            core.Dialler.Failed(dial, 488);
        }
    }

    private void Connect(TargetDial dial, SipMessage response)
    {
        var (call, request) = (dial.Call, dial.Request!);
        dial.IsAnswered = true;
        call.Current = dial;
        core.Dialler.Outrun(call, dial);
        call.AnsweredAt = core.Tools.Clock.GetTimestamp();
        core.Counters.DialsAnswered++;
        core.Sessions.TakeAnswer(dial.Leg, response);
        if (call.State == CallerState.Proceeding)
        {
            core.Counters.CallsAnswered++;
            core.Replies.Answer(call, call.Caller.Sdp.Text);
        }

        core.Timers.Start(call.TalkTimer, (long)Math.Min(request.Order.TalkTimeMax.TotalMilliseconds, int.MaxValue));
        call.Conversation = new(TaskCreationOptions.RunContinuationsAsynchronously);
        request.Done.TrySetResult(
            new DialOutcome.Answered(
                new Conversation(call.Conversation.Task)
                {
                    IsRecorded = core.Tools.Recorder is not null && request.Order.Recording is not null,
                },
                core.Dialler.RangFor(dial)));
    }

    private void Refused(TargetDial dial, SipMessage response)
    {
        var wanted = dial.IsRinging && !dial.Call.HasEnded;
        if (wanted && response.Status is 401 or 407 && Challenges.TryAnswer(core, dial, response, out var credentials))
        {
            dial.Leg.LocalSequence++;
            core.Dialler.SendInvite(dial, credentials);
        }
        else if (wanted && response.Status == 422 && AsksLongerSession(dial, response))
        {
            dial.Leg.LocalSequence++;
            core.Dialler.SendInvite(dial, default);
        }
        else core.Dialler.Failed(dial, response.Status);
    }

    private static bool AsksLongerSession(TargetDial dial, SipMessage response)
    {
        var value = SipText.BeforeParameters(response.Value(HeaderId.MinSe));
        if (!SipText.TryNumber(value, 24 * 3600, out var seconds) || seconds <= dial.SessionAsked) return false;
        dial.SessionAsked = (int)seconds;
        return true;
    }

    /// <summary>The ACK of a 200 is a request of its own, with a branch of its own (RFC 3261 13.2.2.4).</summary>
    private void Acknowledge(CallLeg leg, ClientTransaction invite)
    {
        var writer = core.Requests.Begin(leg, SipMethod.Ack, ++leg.Call.LastBranch, invite.Sequence);
        writer.Body(default, default);
        invite.Ack.Keep(core.Wire.Send(ref writer, leg.Next));
    }

    private void AcknowledgeRefusal(ClientTransaction invite, SipMessage response)
    {
        var writer = core.Requests.BeginLike(invite, SipMethod.Ack, response.To);
        writer.Body(default, default);
        invite.Ack.Keep(core.Wire.Send(ref writer, invite.To));
    }

    /// <summary>A second target answered the forked INVITE: it is acknowledged and hung up.</summary>
    private void Dismiss(ClientTransaction invite, SipMessage response)
    {
        var fork = core.Calls.NewDial(invite.Leg!.Call);
        var (leg, first) = (fork.Leg, invite.Leg);
        fork.IsOver = true;
        fork.Request = invite.Dial?.Request;
        (leg.CallId, leg.LocalParty, leg.RemoteTarget) = (first.CallId, first.LocalParty, first.RemoteTarget);
        (leg.Next, leg.LocalHost, leg.LocalSequence) = (invite.To, first.LocalHost, invite.Sequence);
        DialogRoutes.Confirm(core, leg, response);
        var writer = core.Requests.Begin(leg, SipMethod.Ack, ++leg.Call.LastBranch, invite.Sequence);
        writer.Body(default, default);
        core.Wire.Send(ref writer, leg.Next);
        core.Ending.SendBye(leg);
    }
}
