namespace Bidline.Storage;

/// <summary>Until when a run of a server is known to have been alive.</summary>
public sealed class HeartbeatRow
{
    public required string Node { get; set; }

    public long StartedAt { get; set; }

    public long At { get; set; }
}
