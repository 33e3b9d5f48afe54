using System.Globalization;
using Bidline.Auctions;
using Bidline.Calls.Reasons;

namespace Bidline.Calls;

/// <summary>
/// Which candidate of an unsold call was closest to a sale: the fewest failed checks, then the smallest gap. This one
/// line turns a log into advice (trace.md 3.3).
/// </summary>
/// <param name="Advice">"would have taken it at a floor of $18.00 or less."</param>
public sealed record ClosestToSale(Candidate Candidate, string Advice)
{
    private const string SameTarget = "not_asked.same_target";

    /// <summary>Null when nobody was considered.</summary>
    public static ClosestToSale? Of(IEnumerable<AuctionRecord> auctions) =>
        CandidateOf(auctions) is { } closest ? new ClosestToSale(closest, AdviceOf(closest)) : null;

    /// <summary>Who it is, without the advice.</summary>
    public static Candidate? CandidateOf(IEnumerable<AuctionRecord> auctions)
    {
        // Most markets of pings leave one.
        if (auctions is IReadOnlyList<AuctionRecord> and [{ Candidates: [{ Stage: CandidateStage.NotAsked } only] }]
            && !only.Shadow && only.Reason.Code != SameTarget) return only;
        return auctions.SelectMany(auction => auction.TakingPart)
            .Where(candidate => candidate.Stage is not (CandidateStage.Won or CandidateStage.Lost))
            // Left out for one round only: in the next one it was judged like everybody.
            .Where(candidate => candidate.Reason.Code != SameTarget)
            .OrderBy(Checks).ThenBy(GapOf).ThenBy(candidate => candidate.Target.Value, StringComparer.Ordinal)
            .FirstOrDefault();
    }

    // Who answered and was rejected stood before one thing only. Who declined or failed said nothing that could be met.
    private static int Checks(Candidate candidate) => candidate.Stage switch
    {
        CandidateStage.NoBid or CandidateStage.Error => 2 + candidate.AlsoFailed.Count,
        CandidateStage.NotAsked when candidate.Reason.Code == "not_asked.never_bids" => 2 + candidate.AlsoFailed.Count,
        _ => 1 + candidate.AlsoFailed.Count,
    };

    /// <summary>The missing share of what was needed: 0 is nothing missing, 1 everything or not to be measured.</summary>
    private static decimal GapOf(Candidate candidate)
    {
        var values = candidate.Reason.Values;
        if ((Number(values, "floor") ?? Number(values, "least")) is { } floor && floor > 0
            && (Number(values, "bid") ?? Number(values, "price")) is { } bid)
            return (floor - bid) / floor;
        return 1;
    }

    private static string AdviceOf(Candidate candidate)
    {
        var (reason, more) = (candidate.Reason, candidate.AlsoFailed.Count);
        var advice = (reason.Code, more) switch
        {
            ("rejected.below_tier_minimum" or "not_asked.below_tier_minimum", 0) =>
                $"would have taken it at a least revenue of the tier of {Amount(candidate, "price")} or less",
            ("rejected.below_floor", 0) => $"would have taken it at a floor of {Amount(candidate, "bid")} or less",
            ("not_asked.price_below_floor", 0) => $"would have taken it at a floor of {Amount(candidate, "price")} or less",
            ("error.timeout", 0) when candidate.Late?.Bid is { } late =>
                $"answered {Spoken.Amount(late)} after {Spoken.Milliseconds(candidate.Late.AtMs)}, too late",
            _ => ReasonCatalogue.Say(reason),
        };
        return more == 0 ? $"{advice}." : $"{advice}, and {Spoken.Count(more, "more check", "more checks")} failed.";
    }

    private static string Amount(Candidate candidate, string value) => candidate.Bid is { } bid
        ? Spoken.Amount(bid)
        : candidate.Reason.Values.GetValueOrDefault(value, "the price");

    private static decimal? Number(IReadOnlyDictionary<string, string> values, string name) =>
        values.TryGetValue(name, out var text)
        && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
