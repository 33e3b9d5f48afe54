namespace Bidline.Sip.Media.Relay;

/// <summary>Packets a second that one leg may send, with a burst of half a second (the generic cell rate algorithm).</summary>
internal sealed class PacketRate(int packetsPerSecond, long ticksPerSecond)
{
    private readonly long _interval = ticksPerSecond / packetsPerSecond;
    private readonly long _burst = ticksPerSecond / 2;
    private long _due;

    public bool Admits(long now)
    {
        long due = Math.Max(_due, now);
        if (due - now > _burst)
        {
            return false;
        }

        _due = due + _interval;
        return true;
    }
}
