using System.Security.Cryptography.X509Certificates;

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

    /// <summary>How often an HTTP/2 connection is tried, and how long its answer may take.</summary>
    public TimeSpan PingEvery { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public int ConnectionsPerHost { get; init; } = 1024;

    /// <summary>
    /// Bytes of one answer on the wire, framing and interim answers included, after which its connection is closed.
    /// </summary>
    public int AnswerMax { get; init; } = 512 * 1024;

    /// <summary>Connections kept open to each host.</summary>
    public int WarmPerHost { get; init; } = 2;

    /// <summary>How often the open connections are counted and missing ones opened.</summary>
    public TimeSpan WarmEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Connections that one round opens at once; beyond them, so many a second.</summary>
    public int WarmBurst { get; init; } = 200;

    public int WarmPerSecond { get; init; } = 50;

    /// <summary>
    /// Authorities trusted besides those of the machine, for bidders with certificates of a private one; null is none.
    /// </summary>
    public X509Certificate2Collection? OwnRoots { get; init; }
}
