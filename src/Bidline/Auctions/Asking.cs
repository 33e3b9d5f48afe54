namespace Bidline.Auctions;

/// <summary>What is known of a request when it goes out; the default for a fixed price, which needs none.</summary>
internal readonly record struct SentAsk(double SentMs, IReadOnlyList<string>? Shown, TimeGiven? Given);

/// <summary>
/// What each entrant of one auction was asked and how long it has, and what the record of its bidder learns from how it
/// did. Safe on any thread for different entrants.
/// </summary>
internal sealed class Asking
{
    private readonly IReadOnlyList<Entrant> _entrants;
    private readonly AnswerTimes _times;
    private readonly BidderHealth _health;
    private readonly (TimeSpan Span, TimeLimit By)[] _limits;
    private readonly SentAsk[] _sent;
    private readonly bool[] _isCounted;
    private TimeGiven? _lastGiven;

    public Asking(IReadOnlyList<Entrant> entrants, AnswerTimes times, BidderHealth health)
    {
        (_entrants, _times, _health) = (entrants, times, health);
        _limits = [.. entrants.Select(times.Of)];
        _sent = new SentAsk[entrants.Count];
        _isCounted = new bool[entrants.Count];
    }

    public SentAsk this[int entrant] => _sent[entrant];

    /// <summary>How long the entrant is waited for, from the auction's start.</summary>
    public TimeSpan TimeOf(int entrant) => _limits[entrant].Span;

    /// <summary>The request to this bidder is about to go out. Returns the deadline that it is told.</summary>
    /// <param name="passed">Since the auction's start, the same for all that are asked together.</param>
    public TimeSpan Send(int entrant, IReadOnlyList<string> shown, double sentMs, TimeSpan passed)
    {
        var (span, by) = _limits[entrant];
        var told = _times.Told(span, passed);
        var given = new TimeGiven(span.TotalMilliseconds, by, told.TotalMilliseconds);
        if (given != _lastGiven) _lastGiven = given;
        _sent[entrant] = new SentAsk(sentMs, shown, _lastGiven);
        _health.Sent(_entrants[entrant].Target, _entrants[entrant].Terms!);
        return told;
    }

    /// <summary>
    /// Learns from an answer, in time or late: how long the bidder takes, and what asking it is worth.
    /// </summary>
    public void Learn(int entrant, Answered answer, bool isPunctual)
    {
        var (target, judgement) = (_entrants[entrant].Target, answer.Judgement);
        Count(entrant, !isPunctual || judgement.Stage == CandidateStage.Error);
        _health.Offered(target, isPunctual ? judgement.Offer?.Price : null);
        if (judgement.Stage != CandidateStage.Error) _health.Answered(target, answer.DoneMs - _sent[entrant].SentMs);
    }

    /// <summary>Its time is over. Whoever was not even asked by then is not to blame: we were slow.</summary>
    public void TimedOut(int entrant)
    {
        if (_sent[entrant].Shown is not null) Count(entrant, failed: true);
    }

    // Tells the bidder's breaker how it did: once for each request, whoever notices first.
    private void Count(int entrant, bool failed)
    {
        if (Interlocked.Exchange(ref _isCounted[entrant], true)) return;
        _health.Counted(_entrants[entrant].Target, failed);
    }
}
