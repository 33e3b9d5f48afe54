using Bidline.Storage;

namespace Bidline.Billing.Reconciling;

/// <summary>A call of ours that a carrier's record may be of.</summary>
/// <param name="TalkMicros">Null when it was never connected.</param>
public sealed record OurCall(string Id, DateTimeOffset ReceivedAt, long? TalkMicros);

/// <param name="Outcome">"matched", "differs" or "unknown".</param>
public sealed record CarrierVerdict(string Outcome, OurCall? Call);

/// <summary>Whether a carrier and we agree about a call (R5).</summary>
public static class CarrierMatch
{
    /// <summary>Carriers round to whole seconds, up or down.</summary>
    public const long ToleranceMicros = UnixMicros.PerSecond;

    /// <summary>A carrier's moment may be that of ringing or of answering, by its own clock.</summary>
    public static readonly TimeSpan Apart = TimeSpan.FromSeconds(60);

    /// <param name="candidates">Calls that were found for it and are not another record's.</param>
    public static CarrierVerdict Of(CarrierRecord record, IReadOnlyList<OurCall> candidates)
    {
        // The one whose length fits, else the nearest in time: two calls of a number within a minute are told apart.
        var best = candidates
            .OrderBy(call => Agrees(record, call) ? 0 : 1)
            .ThenBy(call => record.At is { } at ? (call.ReceivedAt - at).Duration() : TimeSpan.Zero)
            .FirstOrDefault();
        return best is null
            ? new CarrierVerdict("unknown", null)
            : new CarrierVerdict(Agrees(record, best) ? "matched" : "differs", best);
    }

    private static bool Agrees(CarrierRecord record, OurCall call) =>
        Math.Abs((record.Seconds * UnixMicros.PerSecond) - (call.TalkMicros ?? 0)) <= ToleranceMicros;
}
