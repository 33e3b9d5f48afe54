using Bidline.Sip.Media;
using Bidline.Sip.Media.Descriptions;
using Bidline.Sip.Transport;

namespace Bidline.Sip.Dialogs;

/// <summary>One dialog of ours: with the caller, or with one dialled target (RFC 3261 12).</summary>
internal sealed class CallLeg
{
    public CallLeg(SipCall call, Action<CallLeg> sessionFires, Action<CallLeg> replyFires)
    {
        Call = call;
        SessionTimer = new WheelTimer(() => sessionFires(this));
        ReplyTimer = new WheelTimer(() => replyFires(this));
    }

    public SipCall Call { get; }

    /// <summary>0 is the caller; the n-th dial has n.</summary>
    public int Number { get; set; }

    public bool IsCaller => Number == 0;

    public MediaSide Side => IsCaller ? MediaSide.Caller : MediaSide.Target;

    public Slice CallId { get; set; }

    /// <summary>The From of our requests, tag included.</summary>
    public Slice LocalParty { get; set; }

    /// <summary>The To of our requests; with a tag once there is one.</summary>
    public Slice RemoteParty { get; set; }

    /// <summary>Where the peer wants in-dialog requests (its Contact).</summary>
    public Slice RemoteTarget { get; set; }

    public Slice RemoteTag { get; set; }

    /// <summary>Values of Route headers, in order.</summary>
    public List<Slice> Routes { get; } = new(2);

    /// <summary>Next hop of our requests.</summary>
    public Peer Next { get; set; }

    /// <summary>Host and port by which that peer reaches us.</summary>
    public byte[] LocalHost { get; set; } = [];

    public long LocalSequence { get; set; }

    /// <summary>-1 until the peer sent a request in this dialog.</summary>
    public long RemoteSequence { get; set; } = -1;

    /// <summary>There is a dialog that a BYE would end.</summary>
    public bool IsUp { get; set; }

    public bool PeerAllowsUpdate { get; set; }

    /// <summary>RFC 4028 session interval in seconds; 0 when there is none.</summary>
    public int SessionSeconds { get; set; }

    public bool WeRefresh { get; set; }

    public WheelTimer SessionTimer { get; }

    /// <summary>The last answer we gave to a request in this dialog, and which request it was.</summary>
    public KeptMessage Reply { get; } = new();

    public ulong ReplyKey { get; set; }

    public Peer ReplyTo { get; set; }

    /// <summary>Repeats the answer to a re-INVITE until its ACK comes.</summary>
    public WheelTimer ReplyTimer { get; }

    public long ReplyBegan { get; set; }

    public int ReplyInterval { get; set; }

    /// <summary>What the peer said about its media last.</summary>
    public SdpMedia? Said { get; set; }

    /// <summary>What we offered or answered last, and the SDP that said so.</summary>
    public SdpTerms? Terms { get; set; }

    public KeptMessage Sdp { get; } = new();

    public int SdpVersion { get; set; }

    /// <summary>We made an offer whose answer comes in an ACK.</summary>
    public bool AwaitsAnswer { get; set; }

    public void Clear()
    {
        CallId = LocalParty = RemoteParty = RemoteTarget = RemoteTag = default;
        Routes.Clear();
        Next = ReplyTo = default;
        LocalSequence = 0;
        RemoteSequence = -1;
        IsUp = PeerAllowsUpdate = WeRefresh = AwaitsAnswer = false;
        SessionSeconds = SdpVersion = ReplyInterval = 0;
        ReplyKey = 0;
        Reply.Clear();
        Sdp.Clear();
        Said = null;
        Terms = null;
    }
}
