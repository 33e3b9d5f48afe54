namespace Bidline.Sip.Media.Relay;

/// <summary>
/// Finds conversations that have died. A side that says it sends, to a side that listens, must be heard. RTCP from a muted
/// phone is a sign of life as long as the other side still speaks; with no RTP either way the call is dead. Media thread only.
/// </summary>
internal sealed class DeathWatch(MediaSettings settings, long ticksPerSecond)
{
    private readonly List<MediaBridge> _bridges = [];
    private readonly long _limit = (long)(settings.DeadAfter.TotalSeconds * ticksPerSecond);
    private readonly long _step = (long)(Math.Min(0.5, settings.DeadAfter.TotalSeconds / 8) * ticksPerSecond);
    private long _due;

    public void Join(MediaBridge bridge, long now)
    {
        if (bridge.WatchIndex < 0)
        {
            bridge.WatchIndex = _bridges.Count;
            _bridges.Add(bridge);
            bridge.Leg(MediaSide.Caller).ExpectedSince = now;
            bridge.Leg(MediaSide.Target).ExpectedSince = now;
        }
    }

    public void Leave(MediaBridge bridge)
    {
        if (bridge.WatchIndex >= 0)
        {
            _bridges[bridge.WatchIndex] = _bridges[^1];
            _bridges[bridge.WatchIndex].WatchIndex = bridge.WatchIndex;
            _bridges.RemoveAt(_bridges.Count - 1);
            bridge.WatchIndex = -1;
        }
    }

    public void Tick(long now)
    {
        if (now < _due)
        {
            return;
        }

        _due = now + _step;
        for (int i = _bridges.Count - 1; i >= 0; i--)
        {
            MediaBridge bridge = _bridges[i];
            if (Judge(bridge, now) is { } death)
            {
                Leave(bridge);
                bridge.Died(death);
            }
        }
    }

    private MediaDeath? Judge(MediaBridge bridge, long now)
    {
        MediaLeg caller = bridge.Leg(MediaSide.Caller);
        MediaLeg target = bridge.Leg(MediaSide.Target);
        if (IsSilent(caller, now) && IsSilent(target, now))
        {
            MediaLeg first = Spoke(caller) <= Spoke(target) ? caller : target;
            return new MediaDeath(bridge, first.Side, Math.Max(Spoke(caller), Spoke(target)));
        }

        MediaLeg? gone = IsGone(caller, now) ? caller : IsGone(target, now) ? target : null;
        return gone is null ? null : new MediaDeath(bridge, gone.Side, Spoke(gone));
    }

    private bool IsSilent(MediaLeg leg, long now) => leg.IsExpectedToSend && now - Spoke(leg) >= _limit;

    private bool IsGone(MediaLeg leg, long now) => IsSilent(leg, now) && now - leg.LastReportAt >= _limit;

    private static long Spoke(MediaLeg leg) => Math.Max(leg.ExpectedSince, leg.LastPacketAt);
}
