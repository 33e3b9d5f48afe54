namespace Bidline.Sip;

/// <summary>
/// What the edge has seen, counted since it was ready. Written by the signalling thread alone, so a reader elsewhere may
/// see a figure that is an instant old, never a torn one.
/// </summary>
public sealed class SipEdgeCounters
{
    public long MessagesIn { get; internal set; }

    public long MessagesOut { get; internal set; }

    /// <summary>Not SIP, or nothing that could be answered: dropped.</summary>
    public long Garbage { get; internal set; }

    public long Oversized { get; internal set; }

    /// <summary>Answered with 400, 416 or 505.</summary>
    public long Malformed { get; internal set; }

    /// <summary>From an address that no trunk names: answered with 403, or dropped when there are too many.</summary>
    public long UnknownSource { get; internal set; }

    /// <summary>Datagrams dropped before parsing, because their source sends too many.</summary>
    public long SourceFlooded { get; internal set; }

    /// <summary>Calls refused with 503 because their source, their trunk or the edge is at its rate.</summary>
    public long OverRate { get; internal set; }

    /// <summary>Calls refused with 503 because their trunk or the edge has as many calls as it may have.</summary>
    public long OverConcurrency { get; internal set; }

    /// <summary>Refused with 503 while draining.</summary>
    public long Drained { get; internal set; }

    /// <summary>Responses and requests of no transaction or dialog that we know.</summary>
    public long Stray { get; internal set; }

    public long Merged { get; internal set; }

    public long Looped { get; internal set; }

    public long Retransmissions { get; internal set; }

    public long Challenges { get; internal set; }

    /// <summary>Challenges left unanswered: wrong address, unknown algorithm, no credentials, or refused twice.</summary>
    public long ChallengesIgnored { get; internal set; }

    public long CallsIn { get; internal set; }

    public long CallsAnswered { get; internal set; }

    public long CallsCancelled { get; internal set; }

    public long CallsActive { get; internal set; }

    public long Dials { get; internal set; }

    public long DialsAnswered { get; internal set; }

    /// <summary>Calls refused or dials failed because no media port was free.</summary>
    public long NoMediaPort { get; internal set; }

    public long TcpRefused { get; internal set; }

    public long TcpBrokenFrames { get; internal set; }

    public long TcpSlowReaders { get; internal set; }

    /// <summary>Bugs that were caught at the border of the signalling thread; always zero in a sound build.</summary>
    public long Faults { get; internal set; }

    /// <summary>After the warm-up, whose calls are nobody's.</summary>
    internal void Clear()
    {
        MessagesIn = 0;
        MessagesOut = 0;
        Garbage = 0;
        Oversized = 0;
        Malformed = 0;
        UnknownSource = 0;
        SourceFlooded = 0;
        OverRate = 0;
        OverConcurrency = 0;
        Drained = 0;
        Stray = 0;
        Merged = 0;
        Looped = 0;
        Retransmissions = 0;
        Challenges = 0;
        ChallengesIgnored = 0;
        CallsIn = 0;
        CallsAnswered = 0;
        CallsCancelled = 0;
        Dials = 0;
        DialsAnswered = 0;
        NoMediaPort = 0;
        TcpRefused = 0;
        TcpBrokenFrames = 0;
        TcpSlowReaders = 0;
        Faults = 0;
    }
}
