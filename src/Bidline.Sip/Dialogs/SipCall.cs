using System.Net.Sockets;
using Bidline.Connecting;
using Bidline.Sip.Callers;
using Bidline.Sip.Media;
using Bidline.Sip.Targets;
using Bidline.Sip.Transport;
using Bidline.Sip.Trunks;

namespace Bidline.Sip.Dialogs;

/// <summary>How far the caller's INVITE has come (RFC 3261 17.2.1, RFC 6026).</summary>
internal enum CallerState : byte
{
    Proceeding,

    /// <summary>A final answer of 300 or more, repeated until its ACK.</summary>
    Refused,

    /// <summary>200 sent, repeated until its ACK.</summary>
    Answered,

    Confirmed,
}

/// <summary>Everything of one call. Pooled, and touched by the signalling thread alone.</summary>
internal sealed class SipCall
{
    public SipCall(CallTimers fires)
    {
        Caller = new CallLeg(this, fires.Session, fires.LegReply);
        ReplyTimer = new WheelTimer(() => fires.Reply(this));
        TalkTimer = new WheelTimer(() => fires.Talk(this));
        LingerTimer = new WheelTimer(() => fires.Linger(this));
    }

    public long Id { get; set; }

    /// <summary>The seal of our tags, branches and Call-IDs.</summary>
    public ulong Seal { get; set; }

    /// <summary>Of the INVITE's server transaction (branch, sent-by, Call-ID).</summary>
    public ulong Key { get; set; }

    /// <summary>The same request by another path has this in common: Call-ID, From tag, CSeq (RFC 3261 8.2.2.2).</summary>
    public ulong MergeKey { get; set; }

    public Slab Slab { get; } = new();

    public CallLeg Caller { get; }

    public CallerState State { get; set; }

    /// <summary>Via to CSeq of every answer to the INVITE, our tag included.</summary>
    public Slice ReplyHead { get; set; }

    public Slice RecordRoutes { get; set; }

    public KeptMessage Reply { get; } = new();

    public WheelTimer ReplyTimer { get; }

    public long ReplyBegan { get; set; }

    public int ReplyInterval { get; set; }

    public int MaxForwards { get; set; }

    /// <summary>The caller asked for a session timer and speaks RFC 4028.</summary>
    public bool CallerWantsTimer { get; set; }

    public List<TargetDial> Dials { get; } = new(2);

    /// <summary>A dial of an earlier use of this object, to be used again.</summary>
    public TargetDial? SpareDial { get; set; }

    /// <summary>The dial that was begun last, or the conversation's. Others may ring beside it.</summary>
    public TargetDial? Current { get; set; }

    /// <summary>The dial that the caller is bridged to; null while nobody is.</summary>
    public TargetDial? Talking => Current is { IsAnswered: true, IsOver: false } answered ? answered : null;

    public List<ClientTransaction> Transactions { get; } = new(8);

    public int LastBranch { get; set; }

    public TrunkUse? Trunk { get; set; }

    public SipCallControl? Control { get; set; }

    public MediaBridge? Bridge { get; set; }

    /// <summary>Fixed once the caller has been told it; no later target may use another, as nothing is transcoded.</summary>
    public AudioCodec? Codec { get; set; }

    /// <summary>For which family the target side of the bridge has its port.</summary>
    public AddressFamily TargetFamily { get; set; }

    public WheelTimer TalkTimer { get; }

    public WheelTimer LingerTimer { get; }

    /// <summary>Monotonic time stamp of the target's answer.</summary>
    public long AnsweredAt { get; set; }

    public TaskCompletionSource<ConversationEnd>? Conversation { get; set; }

    public TaskCompletionSource? Announcing { get; set; }

    /// <summary>The call has ended while the ACK of our 200 was still out; BYE may only follow it (RFC 3261 15).</summary>
    public bool ByeAfterAck { get; set; }

    public bool HasEnded { get; set; }

    public long EndedAt { get; set; }

    public void Clear()
    {
        Slab.Clear();
        Caller.Clear();
        Reply.Clear();
        ReplyHead = RecordRoutes = default;
        State = CallerState.Proceeding;
        Dials.Clear();
        Transactions.Clear();
        Current = null;
        Trunk = null;
        Control = null;
        Bridge = null;
        Codec = null;
        Conversation = null;
        Announcing = null;
        LastBranch = 0;
        ByeAfterAck = HasEnded = CallerWantsTimer = false;
    }
}

/// <summary>What the timers of a call do; made once for all calls.</summary>
internal sealed record CallTimers(
    Action<CallLeg> Session, Action<CallLeg> LegReply, Action<SipCall> Reply, Action<SipCall> Talk, Action<SipCall> Linger);
