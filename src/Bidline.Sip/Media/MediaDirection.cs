namespace Bidline.Sip.Media;

/// <summary>What a side does, in its own words: <see cref="SendOnly"/> means it sends and does not listen (hold).</summary>
internal enum MediaDirection
{
    SendReceive,
    SendOnly,
    ReceiveOnly,
    Inactive,
}

internal static class MediaDirections
{
    public static bool Sends(this MediaDirection direction) =>
        direction is MediaDirection.SendReceive or MediaDirection.SendOnly;

    public static bool Listens(this MediaDirection direction) =>
        direction is MediaDirection.SendReceive or MediaDirection.ReceiveOnly;

    /// <summary>The same stream as the other side must describe it (RFC 3264, section 6.1).</summary>
    public static MediaDirection Mirrored(this MediaDirection direction) => direction switch
    {
        MediaDirection.SendOnly => MediaDirection.ReceiveOnly,
        MediaDirection.ReceiveOnly => MediaDirection.SendOnly,
        _ => direction,
    };
}
