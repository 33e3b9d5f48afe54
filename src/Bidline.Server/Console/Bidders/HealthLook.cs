using System.Globalization;
using Bidline.Auctions;
using Bidline.Server.Console.Call.Timelines;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Bidders;

/// <summary>How a bidder's breaker looks: a sign, a word, and the figures behind it.</summary>
/// <param name="Told">For who points at it or hears it.</param>
internal sealed record HealthLook(Tone Tone, string Word, string Told)
{
    public static HealthLook Of(BidderState state, TimeZoneInfo zone)
    {
        var share = string.Create(CultureInfo.InvariantCulture, $"{state.Failures} of the last {state.Known} failed");
        return state switch
        {
            { Known: 0, Breaker: BreakerState.Closed } => new HealthLook(
                Tone.Muted, "Not asked yet", "It has not been asked since this server started."),
            { Breaker: BreakerState.Open, RetryAt: { } at } => new HealthLook(
                Tone.Bad, "Held back", $"{share}; it is tried again at {Shown.Clock(at, zone)}."),
            { Breaker: BreakerState.Probing } => new HealthLook(
                Tone.Warn, "Being tried", $"{share}; one request is out that decides whether it is asked again."),
            { Failures: 0 } => new HealthLook(Tone.Good, "Answering", $"The last {state.Known} were all answered in time."),
            _ => new HealthLook(
                Tone.Warn, string.Create(CultureInfo.InvariantCulture, $"{state.Failures} of {state.Known} failed"),
                $"{share}; from 10 known, half of them failing hold it back."),
        };
    }

    /// <summary>"99 % within 84 ms", and nothing while too few are known.</summary>
    public static string? Pace(BidderState state) => state.P99Ms is { } ms
        ? string.Create(CultureInfo.InvariantCulture, $"99 % within {Math.Ceiling(ms):0} ms")
        : null;
}
