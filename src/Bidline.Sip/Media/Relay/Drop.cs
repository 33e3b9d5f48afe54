namespace Bidline.Sip.Media.Relay;

/// <summary>Why a packet was not passed on.</summary>
internal enum Drop
{
    /// <summary>Not RTP of version 2, cut short, or longer than any audio packet.</summary>
    Malformed,

    /// <summary>From somebody else than the party of this leg.</summary>
    ForeignSource,

    /// <summary>Over the packet rate of a leg.</summary>
    OverRate,

    /// <summary>A payload type that was not agreed on by both legs.</summary>
    PayloadType,

    /// <summary>A digit for a leg that takes none.</summary>
    Digit,

    /// <summary>To a port that no call uses.</summary>
    NoCall,

    /// <summary>A control packet about a stream that we renumbered.</summary>
    Report,

    /// <summary>The system refused to send it.</summary>
    SendFailed,
}
