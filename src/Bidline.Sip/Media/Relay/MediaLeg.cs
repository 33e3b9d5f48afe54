namespace Bidline.Sip.Media.Relay;

/// <summary>One side of a bridge. Belongs to the media thread; the counts may be read by any.</summary>
internal sealed class MediaLeg(MediaBridge bridge, MediaSide side, PortPair ports, MediaSettings settings, long ticksPerSecond)
{
    private const int DigitsMax = 32;

    private long _relayed;
    private long _dropped;
    private long _lastPacketAt;

    public MediaBridge Bridge => bridge;

    public MediaSide Side => side;

    public MediaLeg Peer => bridge.Leg(side == MediaSide.Caller ? MediaSide.Target : MediaSide.Caller);

    public PortPair Ports { get; set; } = ports;

    public MediaRemote? Remote { get; private set; }

    public SourceLock Source { get; } = new();

    /// <summary>The peer that the RTP socket was last asked to be tied to.</summary>
    public MediaAddress TieWanted { get; set; }

    public bool IsTied { get; set; }

    public PacketRate Rate { get; } = new(settings.PacketsPerSecondMax, ticksPerSecond);

    public OutStream Out { get; } = new(ticksPerSecond);

    /// <summary>What we say on this leg ourselves; the other side is not passed on meanwhile.</summary>
    public Playing? Playing { get; set; }

    public Queue<PlayedDigit> Digits { get; } = new();

    /// <summary>When this leg began to be expected to send.</summary>
    public long ExpectedSince { get; set; }

    public long LastReportAt { get; set; }

    public long LastPacketAt => Volatile.Read(ref _lastPacketAt);

    /// <summary>Packets from this side that reached the other one.</summary>
    public long Relayed => Volatile.Read(ref _relayed);

    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>It says that it sends, and the other side that it listens.</summary>
    public bool IsExpectedToSend =>
        Remote is { } remote && remote.Direction.Sends() && Peer.Remote is { } other && other.Direction.Listens();

    public void Describe(MediaRemote remote, long now)
    {
        bool wasExpected = IsExpectedToSend;
        bool peerWasExpected = Peer.IsExpectedToSend;
        Remote = remote;
        if (Source.Describe(remote))
        {
            Peer.Out.ChangeSpeaker();
        }

        ExpectedSince = !wasExpected && IsExpectedToSend ? now : ExpectedSince;
        Peer.ExpectedSince = !peerWasExpected && Peer.IsExpectedToSend ? now : Peer.ExpectedSince;
    }

    public void Forget()
    {
        Remote = null;
        Source.Forget();
        Peer.Out.ChangeSpeaker();
        Digits.Clear();
    }

    public bool TryQueue(PlayedDigit digit)
    {
        if (Remote?.TelephoneEvent is null || Digits.Count >= DigitsMax)
        {
            return false;
        }

        Digits.Enqueue(digit);
        return true;
    }

    public void CountHeard(long now) => Volatile.Write(ref _lastPacketAt, now);

    public void CountRelayed() => Volatile.Write(ref _relayed, _relayed + 1);

    public void CountDropped() => Volatile.Write(ref _dropped, _dropped + 1);
}
