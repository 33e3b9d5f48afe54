using System.Net.Sockets;
using Bidline.Connecting;
using Bidline.Sip.Media.Announcements;
using Bidline.Sip.Media.Recording;
using Bidline.Sip.Media.Relay;

namespace Bidline.Sip.Media;

/// <summary>
/// The media of one call: a caller's leg and a target's. Every member posts to the media thread and returns at once; orders
/// take effect in the order they were given. Safe from any thread, and without effect after <see cref="Close"/>.
/// </summary>
internal sealed class MediaBridge
{
    private readonly MediaPlane _plane;
    private readonly MediaLeg _caller;
    private readonly MediaLeg _target;
    private readonly int[] _ports;
    private int _closed;

    public MediaBridge(
        MediaPlane plane, PortPair caller, PortPair target, Action<MediaDeath> died, MediaSettings settings, long ticksPerSecond)
    {
        _plane = plane;
        _caller = new MediaLeg(this, MediaSide.Caller, caller, settings, ticksPerSecond);
        _target = new MediaLeg(this, MediaSide.Target, target, settings, ticksPerSecond);
        _ports = [caller.Port, target.Port];
        Died = died;
    }

    /// <summary>Whatever the one who opened the bridge wants to find here again.</summary>
    public object? Owner { get; set; }

    /// <summary>Latest RTP of either side in the clock's timestamp units; 0 when there was none yet.</summary>
    public long LastPacketAt => Math.Max(_caller.LastPacketAt, _target.LastPacketAt);

    public MediaCounts Counts => new(_caller.Relayed, _target.Relayed, _caller.Dropped + _target.Dropped);

    internal Action<MediaDeath> Died { get; }

    internal MediaFlow Flow { get; set; }

    /// <summary>Belongs to the media thread; null while nothing is recorded.</summary>
    internal CallRecording? Recording { get; set; }

    /// <summary>Where the loop keeps this bridge among the watched ones; -1 when it is not watched.</summary>
    internal int WatchIndex { get; set; } = -1;

    /// <summary>The RTP port of a side, even; its RTCP port is the next.</summary>
    public int Port(MediaSide side) => _ports[(int)side];

    /// <summary>A fresh port for a side, for a peer of the other address family.</summary>
    /// <returns>False when ports are out or the family is not spoken; the side then keeps its port.</returns>
    public bool TryMove(MediaSide side, AddressFamily family)
    {
        if (_plane.Lend(family) is not { } ports)
        {
            return false;
        }

        _ports[(int)side] = ports.Port;
        if (!Post(MediaOrderKind.Move, side, ports))
        {
            ports.Pool.Return(ports);
        }

        return true;
    }

    /// <summary>What a side said, at first and again; a new address starts over, the same one keeps who is heard.</summary>
    public void SetRemote(MediaSide side, MediaRemote remote) => Post(MediaOrderKind.SetRemote, side, remote);

    /// <summary>Before the next target is dialled: nothing of the last one gets through any more.</summary>
    public void ClearRemote(MediaSide side) => Post(MediaOrderKind.ClearRemote, side);

    /// <summary>Lets the caller hear the target before the answer.</summary>
    public void EarlyMedia() => Post(MediaOrderKind.EarlyMedia, MediaSide.Target);

    /// <summary>Relays both ways and watches for silence.</summary>
    /// <param name="recording">Takes up what both say from here on; null for none.</param>
    public void Connect(CallRecording? recording = null) => Post(MediaOrderKind.Connect, MediaSide.Caller, recording);

    /// <summary>Plays to the caller, instead of whatever is played now.</summary>
    /// <param name="done">Called on the media thread; true when it was played to the end.</param>
    public void Play(PreparedAudio audio, Action<MediaBridge, bool> done) => Play(MediaSide.Caller, audio, done);

    /// <summary>Plays to one side, which does not hear the other one meanwhile.</summary>
    public void Play(MediaSide to, PreparedAudio audio, Action<MediaBridge, bool> done) =>
        Post(MediaOrderKind.Play, to, new PlayedAudio(audio, done));

    public void StopPlaying() => Post(MediaOrderKind.StopPlaying, MediaSide.Caller);

    /// <summary>Sends a key as a telephone event; dropped and counted when that side takes none.</summary>
    public void SendDigit(MediaSide to, char digit, int milliseconds = 160) =>
        Post(MediaOrderKind.SendDigit, to, PlayedDigit.Of(digit, milliseconds));

    /// <summary>Ends the media and gives the ports back, after which they rest.</summary>
    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _plane.Post(new MediaOrder(this, MediaOrderKind.Close, MediaSide.Caller, null));
        }
    }

    internal MediaLeg Leg(MediaSide side) => side == MediaSide.Caller ? _caller : _target;

    /// <summary>Whether packets of this side pass to the other one now.</summary>
    internal bool Relays(MediaSide from) =>
        Flow == MediaFlow.Both || (Flow == MediaFlow.ToCaller && from == MediaSide.Target);

    private bool Post(MediaOrderKind kind, MediaSide side, object? subject = null)
    {
        bool open = Volatile.Read(ref _closed) == 0;
        if (open)
        {
            _plane.Post(new MediaOrder(this, kind, side, subject));
        }

        return open;
    }
}

/// <summary>A side that should have been heard was not, for the time in the settings.</summary>
/// <param name="LastPacketAt">The last packet of a conversation that both could hear, in the clock's timestamp units.</param>
internal sealed record MediaDeath(MediaBridge Bridge, MediaSide Silent, long LastPacketAt);
