using Bidline.Connecting;
using Bidline.Sip.Callers;
using Bidline.Sip.Media.Descriptions;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Dialogs;

/// <summary>
/// re-INVITE and UPDATE within a leg: hold, a new media address, a session refresh (RFC 3261 14, RFC 3311). They are
/// answered here; the other leg hears silence for hold, and nothing of one leg's text reaches the other.
/// </summary>
internal sealed class ReInvites(EdgeCore core)
{
    public void Take(CallLeg leg, SipMessage request)
    {
        if (leg.Call.HasEnded || !leg.IsUp)
            core.Stateless.SendInDialog(leg, request, 481, "Call/Transaction Does Not Exist");
        else if (leg.ReplyTimer.IsArmed)
            core.Stateless.SendInDialog(leg, request, 500, "An earlier INVITE is not acknowledged", "Retry-After: 1\r\n"u8);
        else if (HasOwnOffer(leg)) core.Stateless.SendInDialog(leg, request, 491, "Request Pending");
        else if (Requirements.AreMet(core, request) && TrySession(leg, request) && TryDescribe(leg, request))
            Accept(leg, request);
    }

    /// <summary>True when the ACK belongs to a re-INVITE of this leg.</summary>
    public bool TryAcknowledge(CallLeg leg, SipMessage ack)
    {
        if (!leg.ReplyTimer.IsArmed || ack.CSeq != leg.RemoteSequence) return false;
        core.Timers.Stop(leg.ReplyTimer);
        MediaDesk.TakeLateAnswer(leg, ack);
        return true;
    }

    /// <summary>The 200 is repeated until its ACK; a peer that never acknowledges is gone (RFC 3261 13.3.1.4).</summary>
    public void ReplyFired(CallLeg leg)
    {
        if (leg.Call.HasEnded) return;
        if (core.Timers.Now - leg.ReplyBegan >= core.Tools.Patience)
        {
            core.Ending.HangUp(leg.Call, leg.IsCaller ? EndedBy.Caller : EndedBy.Target);
            return;
        }

        core.Wire.Repeat(leg.Reply.Text, leg.ReplyTo);
        leg.ReplyInterval = Math.Min(leg.ReplyInterval * 2, core.Tools.T2);
        core.Timers.Start(leg.ReplyTimer, leg.ReplyInterval);
    }

    private static bool HasOwnOffer(CallLeg leg)
    {
        foreach (var transaction in leg.Call.Transactions)
        {
            if (transaction is { IsDone: false, Method: SipMethod.Invite } && transaction.Leg == leg) return true;
        }

        return false;
    }

    private bool TrySession(CallLeg leg, SipMessage request)
    {
        if (!SessionTimers.TryRead(request, out var seconds, out var refresher))
        {
            core.Stateless.SendInDialog(leg, request, 400, "Session-Expires cannot be read");
            return false;
        }

        if (core.Sessions.IsTooSmall(request, seconds)) return false;
        if (seconds == 0) return true;
        leg.SessionSeconds = seconds;
        leg.WeRefresh = SipText.Is(refresher, "uas"u8);
        core.Sessions.Arm(leg);
        return true;
    }

    private bool TryDescribe(CallLeg leg, SipMessage request)
    {
        leg.AwaitsAnswer = false;
        if (request.Body.IsEmpty)
        {
            if (request.Method != SipMethod.Invite) return true;
            core.Media.ReOffer(leg);
            leg.AwaitsAnswer = true;
            return true;
        }

        if (!Requirements.IsSdp(request))
            core.Stateless.SendInDialog(leg, request, 415, "Unsupported Media Type", "Accept: application/sdp\r\n"u8);
        else if (!Sdp.TryParse(request.Body, out var offer, out var problem))
            core.Stateless.SendInDialog(
                leg, request, problem is SdpProblem.Malformed or SdpProblem.TooLarge ? 400 : 488, "Not Acceptable Here");
        else if (core.Media.TryReAnswer(leg, offer, request.Source)) return true;
        else core.Stateless.SendInDialog(leg, request, 488, "Not Acceptable Here");
        return false;
    }

    private void Accept(CallLeg leg, SipMessage request)
    {
        if (NameAddress.TryRead(request.Value(request.ContactIndex), out var contact)
            && !leg.RemoteTarget.Span.SequenceEqual(contact.Uri))
        {
            // Target refresh (RFC 3261 12.2.2).
            leg.RemoteTarget = leg.Call.Slab.Keep(contact.Uri);
            leg.Next = NextHop.Of(leg, leg.Next);
        }

        var writer = core.Wire.Begin();
        writer.Add("SIP/2.0 200 OK\r\n"u8);
        ReplyHeads.Write(ref writer, request, default);
        RequestWriter.Contact(ref writer, leg);
        writer.Add(SipMethods.AllowLine);
        writer.Add("Supported: timer\r\n"u8);
        if (request.Find(HeaderId.SessionExpires) >= 0)
            SessionTimers.Lines(ref writer, leg.SessionSeconds, leg.WeRefresh ? "uas"u8 : "uac"u8);
        var describes = request.Method == SipMethod.Invite || !request.Body.IsEmpty;
        writer.Body("application/sdp"u8, describes ? leg.Sdp.Text : default);
        leg.ReplyTo = ReplyHeads.ReturnPath(request);
        leg.Reply.Keep(core.Wire.Send(ref writer, leg.ReplyTo));
        if (request.Method != SipMethod.Invite) return;
        leg.ReplyBegan = core.Timers.Now;
        leg.ReplyInterval = core.Tools.T1;
        core.Timers.Start(leg.ReplyTimer, leg.ReplyInterval);
    }
}
