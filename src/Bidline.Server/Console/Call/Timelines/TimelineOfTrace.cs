using Bidline.Calls;

namespace Bidline.Server.Console.Call.Timelines;

/// <summary>Lays a call's trace out in time. Pure: the same trace and moment give the same picture.</summary>
internal static class TimelineOfTrace
{
    // The auction has the same width in every round, so that rounds can be compared by eye.
    private const double AuctionShare = 54;
    private const double DialShare = 16;
    private const double TalkShare = 30;

    /// <param name="nowMs">Since the call was received; for a call that lives, otherwise of no effect.</param>
    /// <param name="isLinear">One scale for the whole call: true to time, and the auction a hair's breadth.</param>
    public static Timeline Of(CallTrace trace, Naming names, double nowMs, bool isLinear = false)
    {
        var endMs = EndOf(trace, nowMs);
        var rounds = new List<TimelineRound>();
        for (var i = 0; i < Math.Max(1, trace.Auctions.Count); i++)
        {
            var span = RoundSpan.Of(trace, i, endMs);
            var scale = isLinear ? Linear(endMs) : Walled(Scale(span), span);
            rounds.Add(new TimelineRound(Title(trace, i), scale, TimelineRows.Of(trace, span, scale, names)));
        }

        return new Timeline(rounds);
    }

    /// <summary>
    /// The last moment that is known of: a call that a restart ended was over when its server died, not when it came back.
    /// </summary>
    public static double EndOf(CallTrace trace, double nowMs)
    {
        if (trace.Outcome is null) return Math.Max(nowMs, LastKnown(trace));
        if (trace.Attempts.LastOrDefault(attempt => attempt.Answered) is { ConnectedMs: { } answered })
            return answered + (trace.TalkMs ?? 0);
        return trace.EndedBy == "recovery" ? LastKnown(trace) : trace.LengthMs ?? LastKnown(trace);
    }

    private static double LastKnown(CallTrace trace) => trace.Events
        .Where(line => line.Event is not ("ended" or "settled")).Select(line => line.OffsetMs).DefaultIfEmpty(0).Max();

    private static TimeScale Linear(double endMs) =>
        TimeScale.Of(0, [(endMs < 2000 ? StretchKind.Auction : StretchKind.Dial, 0, Math.Max(endMs, 1), 1)]);

    private static TimeScale Scale(RoundSpan span)
    {
        var parts = new List<(StretchKind Kind, double From, double To, double Share)>
        {
            (StretchKind.Auction, span.FromMs, span.AuctionToMs, AuctionShare),
        };
        if (span.DialFromMs is { } dial && span.DialToMs > dial)
            parts.Add((StretchKind.Dial, dial, span.DialToMs, span.TalkFromMs is null ? DialShare + TalkShare : DialShare));
        if (span.TalkFromMs is { } talk) parts.Add((StretchKind.Talk, talk, span.TalkToMs, TalkShare));
        return TimeScale.Of(span.FromMs, parts);
    }

    private static TimeScale Walled(TimeScale scale, RoundSpan span) => span is { ShowsDeadline: true, Auction: { } auction }
        ? scale.Marked(
            scale.Stretches[0].At(auction.StartedMs + auction.DeadlineMs), Spoken.Milliseconds(auction.DeadlineMs))
        : scale;

    private static string? Title(CallTrace trace, int round)
    {
        if (trace.Auctions.Count < 2) return null;
        var auction = trace.Auctions[round];
        var again = auction.Trigger == "reroute" ? "asked again" : $"for the {auction.Trigger}";
        return $"Auction {round + 1} · {again} · at {Spoken.Seconds(TimeSpan.FromMilliseconds(auction.StartedMs))}";
    }
}
