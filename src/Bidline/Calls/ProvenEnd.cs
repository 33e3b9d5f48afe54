using System.Globalization;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Qualification;

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
        if (Last<CallEvent.Refused>(log) is { Event: CallEvent.Refused(var reason, _) })
            return Recovered(Endings.Blocked(reason));
        if (Last<CallEvent.Connected>(log) is { } connected && !WasGivenUp(log, connected))
            return Talked(log, connected, until - connected.At);
        return Recovered(Last<CallEvent.FallbackStarted>(log) is null
            ? Endings.Failed($"{log[0].Call}, its server stopped at {Text(until)}")
            : Endings.Unsold(log));
    }

    private static CallEvent.Ended Talked(IReadOnlyList<CallLogEntry> log, CallLogEntry connected, TimeSpan proven)
    {
        var talkTime = proven > TimeSpan.Zero ? proven : TimeSpan.Zero;
        var attempt = ((CallEvent.Connected)connected.Event).Attempt;
        var held = log.Select(entry => entry.Event).OfType<CallEvent.FundsHeld>()
            .LastOrDefault(hold => hold.Attempt == attempt);
        var reason = held is null
            ? Reason.Of("pay.no_conversion")
            : Qualifier.Judge(held.Terms, talkTime).Buyer.Reason;
        return new CallEvent.Ended(CallOutcome.Connected, reason, EndedBy.Recovery, talkTime, null);
    }

    private static bool WasGivenUp(IReadOnlyList<CallLogEntry> log, CallLogEntry connected) => log.Any(entry =>
        entry.Event is CallEvent.HungUp end && end.Attempt == ((CallEvent.Connected)connected.Event).Attempt);

    private static CallEvent.Ended Recovered(CallEvent.Ended ended) => ended with { By = EndedBy.Recovery };

    private static CallLogEntry? Last<T>(IReadOnlyList<CallLogEntry> log)
        where T : CallEvent => log.LastOrDefault(entry => entry.Event is T);

    // The last event is a sign of life too, and may be later than the last beat.
    private static DateTimeOffset Latest(DateTimeOffset written, DateTimeOffset? sign) =>
        sign is { } beat && beat > written ? beat : written;

    private static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
