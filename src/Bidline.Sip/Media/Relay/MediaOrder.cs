namespace Bidline.Sip.Media.Relay;

/// <summary>What the media thread is asked to do with a bridge.</summary>
internal readonly record struct MediaOrder(MediaBridge Bridge, MediaOrderKind Kind, MediaSide Side, object? Subject);

internal enum MediaOrderKind
{
    Open,
    Move,
    SetRemote,
    ClearRemote,
    EarlyMedia,
    Connect,
    Play,
    StopPlaying,
    SendDigit,
    Close,
}

/// <summary>Which way packets pass through a bridge.</summary>
internal enum MediaFlow
{
    Nowhere,
    ToCaller,
    Both,
    Closed,
}
