using Bidline.Primitives;

namespace Bidline.Connecting;

/// <summary>
/// The caller's leg of one call, as the engine commands it. Implemented by the SIP edge and by the simulated carrier.
/// Members are called from one flow at a time; the edge does its work on its own threads. No member throws for what
/// a telephone network does (busy, hang-up, dead media): those are outcomes.
/// </summary>
public interface ICallControl
{
    /// <summary>Cancelled as soon as the caller's leg is gone (CANCEL, BYE, dead media, shutdown), at every stage.</summary>
    CancellationToken CallerGone { get; }

    /// <summary>Ends a call that was not answered, with a final SIP status ("404", "486", "503" with Retry-After).</summary>
    void Refuse(int sipStatus, string phrase, TimeSpan? retryAfter = null);

    /// <summary>
    /// Dials one destination and lets it ring. On answer the caller is answered (if it was not) and both are bridged.
    /// When the caller goes, the dial is cancelled at once and the outcome is <see cref="DialOutcome.CallerGone"/>.
    /// Several may ring at once where each says so (<see cref="DialOrder.IsOneOfSeveral"/>): exactly one is bridged, and
    /// every other one fails with "dial.answered_elsewhere", cancelled or, when it answers too, hung up.
    /// </summary>
    /// <param name="ringing">Called at most once, when the far side rings.</param>
    Task<DialOutcome> DialAsync(DialOrder order, Action ringing, CancellationToken cancel);

    /// <summary>Answers the caller and plays an announcement to its end, or until the caller goes.</summary>
    Task AnnounceAsync(Announcement announcement, CancellationToken cancel);

    /// <summary>Ends the call with BYE (or 480 when it was never answered). Safe to call twice.</summary>
    void HangUp();
}

/// <param name="Destination">"sip:user@host:port;transport=tcp", already checked by the engine.</param>
/// <param name="CallerNumber">Shown to the far side; unset means anonymous.</param>
/// <param name="TalkTimeMax">The conversation is ended after this long.</param>
/// <param name="DigestUser">Answers a challenge of this destination; null means never.</param>
public sealed record DialOrder(
    string Destination,
    PhoneNumber CallerNumber,
    TimeSpan RingTime,
    TimeSpan TalkTimeMax,
    string? DigestUser = null,
    string? DigestSecret = null)
{
    /// <summary>Goes to a trunk of ours, which may live anywhere; a target's address is judged when it is known.</summary>
    public bool IsOwnTrunk { get; init; }

    /// <summary>Rings beside others: nothing of its media is heard before it has answered.</summary>
    public bool IsOneOfSeveral { get; init; }

    /// <summary>
    /// When the far side hangs up within this long after its answer, the caller's leg stays for the next dial
    /// (<see cref="ConversationEnd.CallerStays"/>). Zero: never.
    /// </summary>
    public TimeSpan KeepsCallerWithin { get; init; }

    /// <summary>Null when the conversation is not to be recorded.</summary>
    public RecordingOrder? Recording { get; init; }
}

/// <summary>What became of one dial.</summary>
public abstract record DialOutcome
{
    private DialOutcome()
    {
    }

    /// <summary>Bridged. The conversation goes on until its <see cref="Conversation.Ended"/> completes.</summary>
    public sealed record Answered(Conversation Conversation, TimeSpan RangFor) : DialOutcome;

    /// <summary>Not bridged.</summary>
    /// <param name="Reason">
    /// "dial.busy", "dial.no_answer", "dial.declined", "dial.unavailable", "dial.carrier" or "dial.answered_elsewhere".
    /// </param>
    /// <param name="SipStatus">Null when nothing answered at all.</param>
    public sealed record Failed(Reason Reason, int? SipStatus, TimeSpan RangFor) : DialOutcome;

    /// <summary>The caller hung up first; the dial was cancelled.</summary>
    public sealed record CallerGone(TimeSpan RangFor) : DialOutcome;
}

/// <summary>A bridged conversation.</summary>
/// <param name="Ended">Never faults; completes once, when either side has gone.</param>
public sealed record Conversation(Task<ConversationEnd> Ended)
{
    /// <summary>What its order asked for is done: it is recorded. An edge without a recorder never says so.</summary>
    public bool IsRecorded { get; init; }
}

/// <param name="TalkTime">Monotonic, answer to the first BYE, or to the last RTP packet when media died (money.md M9).</param>
public sealed record ConversationEnd(EndedBy By, TimeSpan TalkTime, MediaCounts Media)
{
    /// <summary>The far side hung up so soon that the order keeps the caller: it may be dialled for again.</summary>
    public bool CallerStays { get; init; }
}

/// <summary>Packets relayed, for the record. Zero when media never flowed.</summary>
public sealed record MediaCounts(long FromCaller, long FromTarget, long Dropped);

public enum EndedBy
{
    Caller,
    Target,
    TalkTimeMax,
    DeadMedia,
    Operator,
    Recovery,

    /// <summary>Paid by the minute, and the buyer's money was used up.</summary>
    FundsRanOut,
}

/// <summary>What is played to a caller.</summary>
public abstract record Announcement
{
    private Announcement()
    {
    }

    /// <summary>A WAV file: 8 kHz mono, PCM 16 bit, A-law or mu-law.</summary>
    public sealed record Wav(string Path) : Announcement;

    /// <summary>
    /// A sentence, spoken by the speech program where there is one; otherwise a tone that says "not available".
    /// </summary>
    public sealed record Say(string Text) : Announcement;
}
