namespace Bidline.Auctions;

/// <summary>
/// How long each entrant is waited for, and what of it a bidder is told: the auction's deadline less what deciding needs,
/// or its own time-out when that is shorter; told is what is left when it is asked, less the way there and back.
/// </summary>
internal sealed class AnswerTimes(TimeSpan deadline, AuctionSettings settings, BidderHealth health)
{
    private readonly TimeSpan _ours = deadline - settings.DecisionAllowance;

    public (TimeSpan Span, TimeLimit By) Of(Entrant entrant)
    {
        if (entrant.Terms is not { } terms) return (_ours, TimeLimit.Auction);
        var own = health.TimeoutOf(entrant.Target, terms);
        if (own >= _ours) return (_ours, TimeLimit.Auction);
        return (own, own < terms.Timeout ? TimeLimit.Adaptive : TimeLimit.Own);
    }

    /// <param name="passed">
    /// Since the auction's start. Whole milliseconds of it count: bidders that are told the same share one body.
    /// </param>
    public TimeSpan Told(TimeSpan span, TimeSpan passed)
    {
        var told = span - TimeSpan.FromMilliseconds((long)passed.TotalMilliseconds) - settings.NetworkAllowance;
        return told > TimeSpan.Zero ? told : TimeSpan.Zero;
    }
}
