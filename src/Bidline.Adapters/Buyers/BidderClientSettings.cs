namespace Bidline.Adapters.Buyers;

/// <summary>Limits of the one client that asks all bidders.</summary>
public sealed record BidderClientSettings
{
    /// <summary>Longest answer that is read. A longer one is refused and its connection closed.</summary>
    public int BodyMax { get; init; } = 64 * 1024;

    /// <summary>Longest header block in units of 1,024 bytes.</summary>
    public int HeaderKilobytesMax { get; init; } = 16;

    /// <summary>How long after its own time limit an answer may still arrive before its connection is closed.</summary>
    public TimeSpan LateFor { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>A connection is made anew after this, so that changed DNS answers are followed.</summary>
    public TimeSpan ConnectionLifetime { get; init; } = TimeSpan.FromMinutes(15);

    public TimeSpan ConnectionIdleMax { get; init; } = TimeSpan.FromMinutes(5);

    public int ConnectionsPerHost { get; init; } = 1024;

    /// <summary>Connections opened ahead of the first call to each host.</summary>
    public int WarmPerHost { get; init; } = 2;
}
