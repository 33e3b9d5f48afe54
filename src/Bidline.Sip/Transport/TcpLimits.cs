namespace Bidline.Sip.Transport;

/// <summary>What TCP peers may take of us.</summary>
internal sealed record TcpLimits
{
    public int Connections { get; init; } = 4096;

    public int ConnectionsPerSource { get; init; } = 32;

    /// <summary>Messages of one connection that wait for the signalling thread.</summary>
    public int MessagesUnserved { get; init; } = 32;

    /// <summary>Messages that wait for a slow reader.</summary>
    public int MessagesUnsent { get; init; } = 256;

    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Within which a message that has begun must be complete.</summary>
    public TimeSpan MessageTime { get; init; } = TimeSpan.FromSeconds(32);

    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(30);
}
