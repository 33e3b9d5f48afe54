using System.Globalization;
using Bidline.Connecting;
using Bidline.Primitives;

namespace Bidline.Calls;

/// <summary>How a call ended whose server died, as far as its log and the server's last sign of life prove it.</summary>
public static class ProvenEnd
{
    /// <summary>
    /// The outcome goes by the stage that the log reached (console.md 4.3). A conversation is taken to have lasted until
    /// the last sign of life: never longer than what can be shown to a buyer.
    /// </summary>
    /// <param name="log">Without an <see cref="CallEvent.Ended"/>.</param>
    /// <param name="lastSign">Of the run that had the call; null when it left none.</param>
    public static CallEvent.Ended Of(IReadOnlyList<CallLogEntry> log, DateTimeOffset? lastSign)
    {
        var until = Latest(log[^1].At, lastSign);
        var reason = Reason.Of("call.recovered", ("last_seen", Text(until)));
        if (Last<CallEvent.Refused>(log) is { } refused)
            return Ended(CallOutcome.Blocked, ((CallEvent.Refused)refused.Event).Reason, TimeSpan.Zero);
        if (Last<CallEvent.Connected>(log) is { } connected)
            return Ended(CallOutcome.Connected, reason, until - connected.At);
        if (Last<CallEvent.FallbackStarted>(log) is null) return Ended(CallOutcome.Failed, reason, TimeSpan.Zero);
        var dialled = Last<CallEvent.DialStarted>(log) is not null;
        return Ended(dialled ? CallOutcome.NotConnected : CallOutcome.NoBuyer, reason, TimeSpan.Zero);
    }

    private static CallEvent.Ended Ended(CallOutcome outcome, Reason reason, TimeSpan talkTime) =>
        new(outcome, reason, EndedBy.Recovery, talkTime > TimeSpan.Zero ? talkTime : TimeSpan.Zero, null);

    private static CallLogEntry? Last<T>(IReadOnlyList<CallLogEntry> log)
        where T : CallEvent => log.LastOrDefault(entry => entry.Event is T);

    // The last event is a sign of life too, and may be later than the last beat.
    private static DateTimeOffset Latest(DateTimeOffset written, DateTimeOffset? sign) =>
        sign is { } beat && beat > written ? beat : written;

    private static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
