using Bidline.Calls;
using Bidline.Campaigns;

namespace Bidline.Qualification;

/// <summary>How long a sold call went on, from each of the moments that a rule may count from.</summary>
public sealed record CallTimes(TimeSpan Talked, TimeSpan SinceDial, TimeSpan SinceIncoming)
{
    /// <summary>Answered at once: all three are the same.</summary>
    public static CallTimes Of(TimeSpan talkTime) => new(talkTime, talkTime, talkTime);

    public static CallTimes Of(IReadOnlyList<CallLogEntry> log, TimeSpan talkTime) =>
        log.LastOrDefault(entry => entry.Event is CallEvent.Connected) is { Event: CallEvent.Connected answer } answered
            ? new CallTimes(talkTime, answer.RangFor + talkTime, answered.Offset + talkTime)
            : Of(talkTime);

    public TimeSpan From(QualifyFrom moment) => moment switch
    {
        QualifyFrom.Incoming => SinceIncoming,
        QualifyFrom.Dial => SinceDial,
        _ => Talked,
    };
}
