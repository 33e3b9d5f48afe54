using Bidline.Calls;

namespace Bidline.Server.Console.Call.Timelines;

/// <summary>One round of a call and how far its parts reach, in milliseconds since the call was received.</summary>
/// <param name="Auction">Null when the call never came to one.</param>
/// <param name="AuctionToMs">Where the milliseconds end: after the decision, the wall and late answers.</param>
/// <param name="DialFromMs">Null when nobody was dialled and nothing was played.</param>
/// <param name="TalkFromMs">Null when nobody answered. The talk reaches at least to the second that pays.</param>
/// <param name="EndMs">Of the call, or now.</param>
internal sealed record RoundSpan(
    int Round, bool IsLast, AuctionTrace? Auction, IReadOnlyList<AttemptTrace> Attempts, double FromMs, double AuctionToMs,
    double? DialFromMs, double DialToMs, double? TalkFromMs, double TalkToMs, double EndMs)
{
    // A deadline that is much farther than anything that happened would press it all against the left edge.
    private const double FarTimes = 4;
    private const double LateTimes = 2.5;
    private const double Headroom = 1.04;

    /// <summary>Whether the wall lies on the axis.</summary>
    public bool ShowsDeadline => Auction is { } it && it.StartedMs + it.DeadlineMs <= AuctionToMs;

    public static RoundSpan Of(CallTrace trace, int round, double endMs)
    {
        var auction = trace.Auctions.Count > round ? trace.Auctions[round] : null;
        var isLast = round >= trace.Auctions.Count - 1;
        var attempts = trace.Attempts.Where(attempt => RoundOf(trace, attempt) == round).ToArray();
        var fallback = isLast ? trace.FallbackMs : null;
        var answered = attempts.FirstOrDefault(attempt => attempt.Answered);
        var dials = attempts.Where(attempt => attempt.DialledMs is not null).ToArray();
        var confirms = attempts.Select(attempt => attempt.Confirmation?.AskedMs).Min();
        var dialFrom = Min(Min(dials.Length > 0 ? dials[0].DialledMs : null, confirms), fallback);
        var from = round == 0 ? 0 : auction?.StartedMs ?? 0;
        return new RoundSpan(
            round, isLast, auction, attempts, from, AuctionTo(trace, auction, from, dialFrom ?? endMs), dialFrom,
            answered?.ConnectedMs ?? (isLast ? endMs : dials.Select(dial => EndOf(dial, endMs)).DefaultIfEmpty(endMs).Max()),
            answered?.ConnectedMs, TalkTo(answered, endMs), endMs);
    }

    /// <summary>When an attempt was over: answered, failed, or not yet.</summary>
    public static double EndOf(AttemptTrace attempt, double endMs) => attempt.ConnectedMs ?? attempt.FailedMs ?? endMs;

    // An attempt belongs to the last auction that ranked its target before it was dialled.
    private static int RoundOf(CallTrace trace, AttemptTrace attempt)
    {
        for (var i = trace.Auctions.Count - 1; i > 0; i--)
        {
            var auction = trace.Auctions[i];
            if (attempt.DialledMs < auction.StartedMs) continue;
            if (auction.Candidates.Any(row => row.Target == attempt.Target && row.Rank is not null)) return i;
        }

        return 0;
    }

    private static double AuctionTo(CallTrace trace, AuctionTrace? auction, double from, double next)
    {
        if (auction is null) return Math.Max(trace.FallbackMs ?? (trace.Refused() ? next : trace.EnrichedMs ?? next), from + 1);
        var decided = auction.TookMs;
        var lates = auction.Candidates.Where(row => row.Late is not null).Select(row => row.Late!.AtMs);
        var late = lates.Where(at => at <= LateTimes * Math.Max(auction.DeadlineMs, decided)).DefaultIfEmpty(decided).Max();
        var reach = Math.Max(decided, late);
        var hasFarLate = auction.Candidates.Any(row => row.Late?.AtMs > late);
        if (auction.DeadlineMs <= FarTimes * reach) reach = Math.Max(reach, auction.DeadlineMs);
        var lead = auction.StartedMs - from;
        return from + ((lead + (hasFarLate ? Math.Max(reach, LateTimes * auction.DeadlineMs) : reach)) * Headroom);
    }

    private static double TalkTo(AttemptTrace? answered, double endMs)
    {
        if (answered is not { ConnectedMs: { } from }) return endMs;
        var needed = 1000 * Math.Max(answered.Terms?.BuyerQualifySeconds ?? 0, answered.Terms?.PublisherQualifySeconds ?? 0);
        return Math.Max(endMs, from + (needed * Headroom));
    }

    private static double? Min(double? one, double? other) => one is { } a && other is { } b ? Math.Min(a, b) : one ?? other;
}

internal static class TraceFacts
{
    /// <summary>Turned away before anything else.</summary>
    public static bool Refused(this CallTrace trace) => trace.Checks.Any(check => !check.Ok);
}
