using System.Diagnostics;
using Bidline.Sip.Media.Recording;

namespace Bidline.Sip.Media.Relay;

/// <summary>Carries out what was posted. Media thread only.</summary>
internal sealed class MediaOrders(PortMap ports, PlayList playList, DeathWatch watch, RtpRelay relay)
{
    private int _open;

    public int BridgesOpen => Volatile.Read(ref _open);

    public void Obey(in MediaOrder order, long now)
    {
        MediaBridge bridge = order.Bridge;
        MediaLeg leg = bridge.Leg(order.Side);
        if (bridge.Flow == MediaFlow.Closed)
        {
            return;
        }

        switch (order.Kind)
        {
            case MediaOrderKind.Open:
                Volatile.Write(ref _open, _open + 1);
                ports.Attach(leg);
                ports.Attach(leg.Peer);
                break;
            case MediaOrderKind.Move:
                Move(leg, (PortPair)order.Subject!);
                break;
            case MediaOrderKind.SetRemote:
                leg.Describe((MediaRemote)order.Subject!, now);
                relay.Tie(leg);
                break;
            case MediaOrderKind.ClearRemote:
                Clear(leg, now);
                break;
            case MediaOrderKind.EarlyMedia:
                bridge.Flow = bridge.Flow == MediaFlow.Nowhere ? MediaFlow.ToCaller : bridge.Flow;
                break;
            case MediaOrderKind.Connect:
                Connect(bridge, (CallRecording?)order.Subject, now);
                break;
            case MediaOrderKind.Play:
                playList.Play(leg, (PlayedAudio)order.Subject!, now);
                break;
            case MediaOrderKind.StopPlaying:
                PlayList.Stop(leg);
                break;
            case MediaOrderKind.SendDigit:
                Say(leg, (PlayedDigit?)order.Subject, now);
                break;
            case MediaOrderKind.Close:
                Close(bridge, now);
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void Move(MediaLeg leg, PortPair to)
    {
        ports.Detach(leg);
        relay.Untie(leg);
        leg.Ports.Pool.Return(leg.Ports);
        leg.Ports = to;
        ports.Attach(leg);
        relay.Tie(leg);
    }

    private void Clear(MediaLeg leg, long now)
    {
        EndRecording(leg.Bridge, now);
        leg.Forget();
        relay.Untie(leg);
        leg.Bridge.Flow = MediaFlow.Nowhere;
        watch.Leave(leg.Bridge);
    }

    private void Connect(MediaBridge bridge, CallRecording? recording, long now)
    {
        MediaLeg caller = bridge.Leg(MediaSide.Caller);
        PlayList.Stop(caller);
        bridge.Flow = MediaFlow.Both;
        bridge.Recording = recording;
        recording?.Begin(PlayedAudio.Codec(caller), now);
        watch.Join(bridge, now);
    }

    private static void EndRecording(MediaBridge bridge, long now)
    {
        bridge.Recording?.End(now);
        bridge.Recording = null;
    }

    private void Say(MediaLeg leg, PlayedDigit? digit, long now)
    {
        if (digit is not null && leg.TryQueue(digit))
        {
            playList.Begin(leg, now);
        }
        else
        {
            relay.Dropped(leg, Drop.Digit);
        }
    }

    private void Close(MediaBridge bridge, long now)
    {
        EndRecording(bridge, now);
        bridge.Flow = MediaFlow.Closed;
        Volatile.Write(ref _open, _open - 1);
        watch.Leave(bridge);
        foreach (MediaSide side in (ReadOnlySpan<MediaSide>)[MediaSide.Caller, MediaSide.Target])
        {
            MediaLeg leg = bridge.Leg(side);
            PlayList.Forget(leg);
            ports.Detach(leg);
            leg.Forget();
            relay.Untie(leg);
            leg.Ports.Pool.Return(leg.Ports);
        }
    }
}
