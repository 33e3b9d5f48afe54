using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Ingress;

namespace Bidline.Recordings;

/// <summary>Whether a conversation is recorded, and what is said of it. Pure.</summary>
public static class RecordingRules
{
    /// <summary>Null when nothing may be recorded: then no byte of it is kept (reliability.md T14).</summary>
    public static RecordingOrder? OrderOf(RecordingTerms terms, InboundCall call, int attempt) => terms.Mode switch
    {
        RecordingMode.Off => null,
        RecordingMode.Announce => new RecordingOrder(Name(call, attempt), Beeps: false, NoticeOf(terms)),
        RecordingMode.Beep => new RecordingOrder(Name(call, attempt), Beeps: true, Notice: null),
        _ => throw new ArgumentOutOfRangeException(nameof(terms), terms.Mode, "There is no such mode."),
    };

    private static Announcement NoticeOf(RecordingTerms terms) =>
        terms.NoticeWav is { } file ? new Announcement.Wav(file) : new Announcement.Say(terms.Notice);

    private static RecordingName Name(InboundCall call, int attempt) =>
        new(DateOnly.FromDateTime(call.ReceivedAt.UtcDateTime), call.Id, attempt);
}
