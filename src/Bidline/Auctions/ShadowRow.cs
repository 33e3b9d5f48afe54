using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>A shadow's row once the auction is decided: what its bid would have done, had it taken part.</summary>
internal static class ShadowRow
{
    private static readonly Reason NotAwaited = Reason.Of("lost.shadow");

    /// <param name="own">Where its bid would have stood; null when it had not answered when the auction closed.</param>
    /// <param name="winner">Null when nobody won.</param>
    public static Candidate Of(Candidate row, RankKey? own, Candidate? winner, RankKey? winning) => row with
    {
        Stage = CandidateStage.Lost,
        Reason = own is { } key
            ? Reason.Of(
                "lost.shadow",
                ("bid", row.Effective?.ToDecimalString()),
                ("would_have", winning is not { } best || key.Beats(best) ? "won" : "lost"),
                ("winning", winner?.Effective?.ToDecimalString() ?? "nobody"))
            : NotAwaited,
    };
}
