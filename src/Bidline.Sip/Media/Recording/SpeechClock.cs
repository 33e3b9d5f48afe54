namespace Bidline.Sip.Media.Recording;

/// <summary>
/// Where in a recording the packets of one side belong. Their own timestamps say how far apart they are, so that jitter
/// leaves no holes; when they first arrive, and whenever they stray from it too far, is said by our clock.
/// </summary>
internal struct SpeechClock
{
    /// <summary>Ahead of our clock means that the first packet came late: 100 ms.</summary>
    private const long AheadMax = 800;

    /// <summary>Behind it may be a slow network, up to a second.</summary>
    private const long BehindMax = 8_000;

    private bool _started;
    private uint _source;
    private uint _timestamp;
    private long _position;

    /// <param name="arrived">Samples since the recording began, by our clock.</param>
    /// <returns>The place of the packet's first sample.</returns>
    public long Place(uint source, uint timestamp, long arrived)
    {
        long position = _position + (int)(timestamp - _timestamp);
        bool strays = position - arrived > AheadMax || arrived - position > BehindMax;
        if (!_started || source != _source || strays)
        {
            position = arrived;
        }

        (_started, _source, _timestamp, _position) = (true, source, timestamp, position);
        return position;
    }
}
