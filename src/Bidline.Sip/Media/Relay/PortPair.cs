namespace Bidline.Sip.Media.Relay;

/// <summary>An even RTP port and the RTCP port above it, with their sockets once they were opened.</summary>
internal sealed class PortPair(int port, PortPool pool)
{
    public int Port => port;

    public PortPool Pool => pool;

    public int Rtp { get; set; } = -1;

    public int Rtcp { get; set; } = -1;

    public long RestsUntil { get; set; }
}
