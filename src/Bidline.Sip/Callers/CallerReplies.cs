using Bidline.Sip.Dialogs;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Callers;

/// <summary>The server transaction of the caller's INVITE (RFC 3261 17.2.1 with RFC 6026).</summary>
internal sealed class CallerReplies(EdgeCore core)
{
    public void Trying(SipCall call)
    {
        var writer = Begin(call, 100, "Trying");
        writer.Body(default, default);
        Send(call, ref writer);
    }

    /// <summary>180, or 183 with a session description.</summary>
    public void Progress(SipCall call, int status, string phrase, ReadOnlySpan<byte> sdp)
    {
        if (call.State != CallerState.Proceeding) return;
        var writer = Begin(call, status, phrase);
        Dialog(ref writer, call);
        writer.Body("application/sdp"u8, sdp);
        Send(call, ref writer);
    }

    /// <summary>The final answer of a call that is not taken; it is repeated until the ACK.</summary>
    public void Refuse(SipCall call, int status, ReadOnlySpan<char> phrase, ReadOnlySpan<byte> lines = default)
    {
        if (call.State != CallerState.Proceeding) return;
        var writer = Begin(call, status, phrase);
        writer.Add(lines);
        writer.Body(default, default);
        Send(call, ref writer);
        call.State = CallerState.Refused;
        RepeatUntilAck(call);
    }

    public void Answer(SipCall call, ReadOnlySpan<byte> sdp)
    {
        if (call.State != CallerState.Proceeding) return;
        var writer = Begin(call, 200, "OK");
        Dialog(ref writer, call);
        writer.Add("Supported: timer\r\n"u8);
        SessionTimers.AnswerCaller(ref writer, call);
        writer.Body("application/sdp"u8, sdp);
        Send(call, ref writer);
        call.State = CallerState.Answered;
        call.Caller.IsUp = true;
        core.Sessions.Arm(call.Caller);
        RepeatUntilAck(call);
    }

    /// <summary>The INVITE came again: its last answer did not arrive. A 200 is repeated by its own timer (RFC 6026).</summary>
    public void Repeat(SipCall call)
    {
        if (call.State is CallerState.Proceeding or CallerState.Refused) core.Wire.Repeat(call.Reply.Text, call.Caller.ReplyTo);
    }

    public void Acknowledged(SipCall call, SipMessage ack)
    {
        if (call.State is not (CallerState.Refused or CallerState.Answered)) return;
        var answered = call.State == CallerState.Answered;
        call.State = CallerState.Confirmed;
        core.Timers.Stop(call.ReplyTimer);
        if (!answered) return;
        MediaDesk.TakeLateAnswer(call.Caller, ack);
        if (call.ByeAfterAck) core.Ending.SendBye(call.Caller);
    }

    public void TimerFired(SipCall call)
    {
        if (call.State is not (CallerState.Refused or CallerState.Answered)) return;
        if (core.Timers.Now - call.ReplyBegan >= core.Tools.Patience)
        {
            NeverAcknowledged(call);
            return;
        }

        // TCP delivers a refusal by itself, but a 200 may have been lost behind a proxy (RFC 3261 13.3.1.4, 17.2.1).
        if (call.State == CallerState.Answered || call.Caller.ReplyTo.Transport == Transport.SipTransport.Udp)
            core.Wire.Repeat(call.Reply.Text, call.Caller.ReplyTo);
        call.ReplyInterval = Math.Min(call.ReplyInterval * 2, core.Tools.T2);
        core.Timers.Start(call.ReplyTimer, call.ReplyInterval);
    }

    private void NeverAcknowledged(SipCall call)
    {
        var answered = call.State == CallerState.Answered;
        call.State = CallerState.Confirmed;
        if (!answered) return;
        if (call.ByeAfterAck) core.Ending.SendBye(call.Caller);
        else core.Ending.HangUp(call, Connecting.EndedBy.Caller);
    }

    private SipWriter Begin(SipCall call, int status, ReadOnlySpan<char> phrase)
    {
        var writer = core.Wire.Begin();
        writer.Add("SIP/2.0 "u8);
        writer.Add(status);
        writer.Add(" "u8);
        writer.AddText(phrase);
        writer.Line();
        writer.Add(call.ReplyHead);
        return writer;
    }

    private static void Dialog(ref SipWriter writer, SipCall call)
    {
        writer.Add(call.RecordRoutes);
        RequestWriter.Contact(ref writer, call.Caller);
        writer.Add(SipMethods.AllowLine);
    }

    private void Send(SipCall call, ref SipWriter writer) =>
        call.Reply.Keep(core.Wire.Send(ref writer, call.Caller.ReplyTo));

    private void RepeatUntilAck(SipCall call)
    {
        call.ReplyBegan = core.Timers.Now;
        call.ReplyInterval = core.Tools.T1;
        core.Timers.Start(call.ReplyTimer, core.Tools.T1);
    }
}
