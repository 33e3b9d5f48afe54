using Bidline.Connecting;
using Bidline.Sip.Dialogs;
using Bidline.Sip.Media.Announcements;
using Bidline.Sip.Transport;

namespace Bidline.Sip.Targets;

/// <summary>One dial of one target: the leg, its INVITE, and how far it has come.</summary>
internal sealed class TargetDial
{
    public TargetDial(SipCall call, Action<CallLeg> sessionFires, Action<CallLeg> replyFires, Action<TargetDial> ringFires)
    {
        Leg = new CallLeg(call, sessionFires, replyFires);
        RingTimer = new WheelTimer(() => ringFires(this));
    }

    public CallLeg Leg { get; }

    public SipCall Call => Leg.Call;

    /// <summary>Null between uses.</summary>
    public DialRequest? Request { get; set; }

    public ClientTransaction? Invite { get; set; }

    public WheelTimer RingTimer { get; }

    /// <summary>On the wheel, in milliseconds.</summary>
    public long BeganAt { get; set; }

    public bool HasRung { get; set; }

    public bool CancelWanted { get; set; }

    public bool CancelSent { get; set; }

    /// <summary>Has its final answer, or was given up without one.</summary>
    public bool IsOver { get; set; }

    public bool IsAnswered { get; set; }

    /// <summary>Whoever answers it may still get the caller.</summary>
    public bool IsRinging => Request is not null && !IsOver && !IsAnswered && !CancelWanted;

    public int TimesChallenged { get; set; }

    /// <summary>Session interval asked for, in seconds; raised once when the target finds it too small (422).</summary>
    public int SessionAsked { get; set; }

    public void Clear()
    {
        Leg.Clear();
        Request = null;
        Invite = null;
        BeganAt = SessionAsked = TimesChallenged = 0;
        HasRung = CancelWanted = CancelSent = IsOver = IsAnswered = false;
    }
}

/// <summary>What the engine asked for, with the address that its host name has.</summary>
internal sealed record DialRequest(
    DialOrder Order, Destination Destination, Peer Address, Action Ringing, TaskCompletionSource<DialOutcome> Done)
{
    /// <summary>What both sides hear of being recorded, made ready before the dial; null for nothing.</summary>
    public PreparedAudio? Notice { get; init; }
}
