using Bidline.Connecting;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Dialogs;

/// <summary>Requests within a dialog of ours (RFC 3261 12.2.2). Their To tag names call and leg.</summary>
internal sealed class InDialogRequests(EdgeCore core)
{
    private const string Gone = "Call/Transaction Does Not Exist";

    public void Take(SipMessage request)
    {
        if (FindLeg(request) is not { } leg)
        {
            core.Counters.Stray++;
            core.Stateless.Send(request, 481, Gone);
        }
        else if (request.Method == SipMethod.Ack) Acknowledge(leg, request);
        else if (request.Method == SipMethod.Cancel) core.Stateless.Send(request, 481, Gone);
        else if (!IsRepeated(leg, request)) TakeNew(leg, request);
    }

    private CallLeg? FindLeg(SipMessage request)
    {
        if (core.Calls.Named(request.ToTag, out var number) is not { } call) return null;
        if (number > call.Dials.Count) return null;
        var leg = number == 0 ? call.Caller : call.Dials[number - 1].Leg;
        var same = leg.CallId.Span.SequenceEqual(request.CallId) && leg.RemoteTag.Span.SequenceEqual(request.FromTag);
        return same ? leg : null;
    }

    private void Acknowledge(CallLeg leg, SipMessage ack)
    {
        if (core.Offers.TryAcknowledge(leg, ack)) return;
        if (leg.IsCaller) core.Replies.Acknowledged(leg.Call, ack);
    }

    private bool IsRepeated(CallLeg leg, SipMessage request)
    {
        var key = core.Intake.KeyOf(request) ^ (ulong)request.Method;
        if (leg.ReplyKey == key && !leg.Reply.IsEmpty)
        {
            core.Counters.Retransmissions++;
            core.Wire.Repeat(leg.Reply.Text, leg.ReplyTo);
            return true;
        }

        if (leg.ReplyKey != key && request.CSeq <= leg.RemoteSequence)
        {
            core.Stateless.Send(request, 500, "CSeq is out of order");
            return true;
        }

        leg.ReplyKey = key;
        leg.Reply.Clear();
        leg.RemoteSequence = request.CSeq;
        return false;
    }

    private void TakeNew(CallLeg leg, SipMessage request)
    {
        switch (request.Method)
        {
            case SipMethod.Bye: Bye(leg, request); break;
            case SipMethod.Invite or SipMethod.Update: core.Offers.Take(leg, request); break;
            case SipMethod.Info: Digits.Take(core, leg, request); break;
            case SipMethod.Options: core.Stateless.SendInDialog(leg, request, 200, "OK", SipMethods.AllowLine); break;
            case SipMethod.Unknown: core.Stateless.SendInDialog(leg, request, 501, "Not Implemented"); break;
            // REFER too: a buyer may not send a caller elsewhere.
            default: core.Stateless.SendInDialog(leg, request, 405, "Method Not Allowed", SipMethods.AllowLine); break;
        }
    }

    private void Bye(CallLeg leg, SipMessage request)
    {
        core.Stateless.SendInDialog(leg, request, 200, "OK");
        leg.IsUp = false;
        var call = leg.Call;
        if (call.HasEnded) return;
        // A caller may end an early dialog with BYE (RFC 3261 15): to us the same as CANCEL.
        if (leg.IsCaller && call.State == CallerState.Proceeding) core.Ending.Cancelled(call);
        else if (leg.IsCaller) core.Ending.HangUp(call, EndedBy.Caller);
        else if (call.Talking?.Leg == leg) core.Ending.TargetLeft(call);
    }
}
