namespace Bidline.Storage;

/// <summary>One event of a call's log; the body is JSON.</summary>
public sealed class CallEventRow
{
    public required string CallId { get; set; }

    public int Seq { get; set; }

    public long At { get; set; }

    public long OffsetMicros { get; set; }

    public required string Kind { get; set; }

    public required string Body { get; set; }
}
