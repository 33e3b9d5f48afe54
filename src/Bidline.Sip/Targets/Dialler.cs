using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Sip.Dialogs;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Targets;

/// <summary>Dials targets, one after the other or several at once: ring time-out, and a CANCEL that keeps to the rules.</summary>
internal sealed class Dialler(EdgeCore core)
{
    public void Begin(SipCall? call, DialRequest request)
    {
        if (call is null)
        {
            request.Done.TrySetResult(new DialOutcome.CallerGone(TimeSpan.Zero));
            return;
        }

        if (call.Talking is not null)
        {
            request.Done.TrySetResult(new DialOutcome.Failed(DialReasons.AnsweredElsewhere, null, TimeSpan.Zero));
            return;
        }

        core.Counters.Dials++;
        if (!core.Wire.CanReach(request.Address) || !core.Media.TryOpen(call, request.Address))
        {
            request.Done.TrySetResult(new DialOutcome.Failed(DialReasons.Of(503), null, TimeSpan.Zero));
            return;
        }

        var dial = core.Calls.NewDial(call);
        dial.Request = request;
        dial.BeganAt = core.Timers.Now;
        dial.SessionAsked = (int)core.Settings.SessionInterval.TotalSeconds;
        call.Current = dial;
        FillLeg(dial);
        core.Media.Offer(dial.Leg);
        SendInvite(dial, default);
        core.Timers.Start(dial.RingTimer, (long)Math.Min(
            core.Settings.NoResponseTime.TotalMilliseconds, request.Order.RingTime.TotalMilliseconds));
    }

    /// <summary>Sends the INVITE, again with credentials or a longer session interval where the target asked for them.</summary>
    public void SendInvite(TargetDial dial, ReadOnlySpan<byte> credentials)
    {
        var (leg, call) = (dial.Leg, dial.Call);
        var branch = ++call.LastBranch;
        var writer = core.Requests.Begin(
            leg, SipMethod.Invite, branch, leg.LocalSequence, Math.Max(0, call.MaxForwards - 1));
        RequestWriter.Contact(ref writer, leg);
        writer.Add(SipMethods.AllowLine);
        writer.Add("Supported: timer\r\n"u8);
        writer.Header("Session-Expires"u8, dial.SessionAsked);
        writer.Header("Min-SE"u8, (long)core.Settings.SessionMin.TotalSeconds);
        if (!dial.Request!.Order.CallerNumber.IsSet) writer.Add("Privacy: id\r\n"u8);
        writer.Add(credentials);
        writer.Body("application/sdp"u8, leg.Sdp.Text);
        dial.Invite = core.Transactions.Start(ref writer, leg, SipMethod.Invite, branch, leg.LocalSequence);
        if (dial.Invite is null) Failed(dial, null);
        else dial.Invite.Dial = dial;
    }

    public void RingTimeOver(TargetDial dial)
    {
        if (dial.IsOver || dial.IsAnswered || dial.CancelWanted) return;
        var left = dial.Request!.Order.RingTime.TotalMilliseconds - (core.Timers.Now - dial.BeganAt);
        var heard = dial.Invite is { HasProvisional: true };
        if (heard && left > 0)
        {
            core.Timers.Start(dial.RingTimer, (long)left);
            return;
        }

        Cancel(dial);
        var outcome = new DialOutcome.Failed(heard ? DialReasons.NoAnswer : DialReasons.Carrier, null, RangFor(dial));
        dial.Request.Done.TrySetResult(outcome);
    }

    /// <summary>Gives a dial up. A CANCEL waits for the first provisional answer (RFC 3261 9.1).</summary>
    public void Cancel(TargetDial dial)
    {
        if (dial.IsOver || dial.IsAnswered || dial.CancelSent) return;
        core.Timers.Stop(dial.RingTimer);
        dial.CancelWanted = true;
        if (dial.Invite is not { IsDone: false } invite)
        {
            dial.IsOver = true;
            return;
        }

        if (!invite.HasProvisional) return;
        dial.CancelSent = true;
        var writer = core.Requests.BeginLike(invite, SipMethod.Cancel, dial.Leg.RemoteParty);
        writer.Body(default, default);
        core.Transactions.Start(ref writer, dial.Leg, SipMethod.Cancel, invite.Branch, invite.Sequence);
        // Without a final answer within 64*T1 the INVITE counts as cancelled (RFC 3261 9.1).
        invite.BeganAt = core.Timers.Now - TimerCMinusPatience;
        core.Timers.Start(invite.Timer, core.Tools.Patience);
    }

    private long TimerCMinusPatience => 180_000 - core.Tools.Patience;

    /// <summary>The engine does not want this dial any more, though the caller is still there.</summary>
    public void Withdraw(SipCall? call, DialRequest request)
    {
        if (call?.Dials.Find(dial => dial.Request == request) is { } withdrawn) Cancel(withdrawn);
        request.Done.TrySetResult(new DialOutcome.Failed(DialReasons.NoAnswer, null, TimeSpan.Zero));
    }

    /// <summary>One of several has answered: the others are cancelled.</summary>
    public void Outrun(SipCall call, TargetDial winner)
    {
        foreach (var dial in call.Dials)
        {
            if (dial == winner || !dial.IsRinging) continue;
            Cancel(dial);
            TellOutrun(dial);
        }
    }

    public void TellOutrun(TargetDial dial) => dial.Request!.Done.TrySetResult(
        new DialOutcome.Failed(DialReasons.AnsweredElsewhere, null, RangFor(dial)));

    /// <summary>The dial's final answer was no, or never came (null).</summary>
    public void Failed(TargetDial dial, int? status)
    {
        core.Timers.Stop(dial.RingTimer);
        dial.IsOver = true;
        var reason = status is { } code ? DialReasons.Of(code) : DialReasons.Carrier;
        dial.Request!.Done.TrySetResult(new DialOutcome.Failed(reason, status, RangFor(dial)));
    }

    public TimeSpan RangFor(TargetDial dial) => TimeSpan.FromMilliseconds(core.Timers.Now - dial.BeganAt);

    private void FillLeg(TargetDial dial)
    {
        var (leg, slab, request) = (dial.Leg, dial.Call.Slab, dial.Request!);
        leg.Next = request.Address;
        leg.LocalHost = core.Tools.Hosts.Towards(leg.Next);
        leg.LocalSequence = 1;
        leg.RemoteTarget = slab.Keep(request.Destination.Uri);
        var writer = new SipWriter(stackalloc byte[600]);
        DialogName.Write(ref writer, dial.Call, leg.Number);
        leg.CallId = slab.Keep(writer.Written);
        writer = new SipWriter(stackalloc byte[600]);
        From(ref writer, leg, request.Order.CallerNumber);
        leg.LocalParty = slab.Keep(writer.Written);
        writer = new SipWriter(stackalloc byte[600]);
        writer.Add("<"u8);
        writer.Add(leg.RemoteTarget);
        writer.Add(">"u8);
        leg.RemoteParty = slab.Keep(writer.Written);
    }

    /// <summary>Nothing of the caller's own text is in it: the number was parsed, and is printed anew (T8).</summary>
    private static void From(ref SipWriter writer, CallLeg leg, PhoneNumber caller)
    {
        if (caller.IsSet)
        {
            writer.Add("<sip:"u8);
            writer.AddText(caller.E164);
            writer.Add("@"u8);
            writer.Add(leg.LocalHost);
            writer.Add(">;tag="u8);
        }
        else writer.Add("\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag="u8);

        DialogName.Write(ref writer, leg.Call, leg.Number);
    }
}
