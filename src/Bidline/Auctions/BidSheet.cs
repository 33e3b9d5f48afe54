namespace Bidline.Auctions;

/// <summary>An answer with its times in milliseconds after the auction's start.</summary>
internal readonly record struct Answered(Judgement Judgement, double? FirstByteMs, double DoneMs);

/// <summary>
/// An open auction: who was asked, who has answered, and when it is enough. Closes exactly once: when everyone has
/// answered, when nobody pending can win any more, at the deadline, or when the caller has gone. Safe on any thread.
/// </summary>
internal sealed class BidSheet
{
    private readonly RankKey?[] _best;
    private readonly long[] _dueAt;
    private readonly bool _needsRunnerUp;
    private readonly Action<int> _timedOut;
    private readonly Lock _gate = new();
    private readonly Answered?[] _answers;
    private readonly bool[] _isPending;
    private readonly TaskCompletionSource<Closing> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<RankKey?> _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pending;
    private bool _isClosed;
    private bool _isGathering = true;
    private RankKey? _leader;
    private RankKey? _runnerUp;

    /// <param name="best">
    /// For each entrant the best key that it could still reach; null for one in shadow, whom nobody waits for.
    /// </param>
    /// <param name="dueAt">For each entrant the timestamp after which its answer is late.</param>
    /// <param name="needsRunnerUp">The second-best bid sets the price, so it must be safe too.</param>
    public BidSheet(RankKey?[] best, long[] dueAt, bool needsRunnerUp, Action<int> timedOut)
    {
        (_best, _dueAt, _needsRunnerUp, _timedOut) = (best, dueAt, needsRunnerUp, timedOut);
        _answers = new Answered?[best.Length];
        _isPending = new bool[best.Length];
        Array.Fill(_isPending, true);
        _pending = best.Count(key => key is not null);
        Alarm = new Alarm(this);
        if (_pending == 0) Close(Closing.Everyone);
    }

    /// <summary>What the timer wheel holds of it.</summary>
    public Alarm Alarm { get; }

    /// <summary>Completes once, with why.</summary>
    public Task<Closing> Closed => _closed.Task;

    public bool IsClosed
    {
        get
        {
            lock (_gate) return _isClosed;
        }
    }

    public bool IsCallerGone => _closed.Task is { IsCompletedSuccessfully: true, Result: Closing.CallerGone };

    /// <summary>Completes when the winner is known: the winner's key, or null when nobody won.</summary>
    public Task<RankKey?> Decided => _decided.Task;

    /// <summary>
    /// The answer of each entrant; null when none came in time. Read it only after <see cref="Closed"/>.
    /// </summary>
    public IReadOnlyList<Answered?> Answers => _answers;

    /// <summary>Whether an entrant was still being waited for when the auction closed.</summary>
    public bool WasPending(int entrant) => _isPending[entrant];

    /// <summary>Whoever needs no question has been taken: from now on the auction may close early.</summary>
    public void Gathered()
    {
        Closing? closing;
        lock (_gate)
        {
            _isGathering = false;
            closing = _isClosed ? null : CloseWhenEnough(Closing.Everyone);
        }

        if (closing is { } reason) Close(reason);
    }

    /// <summary>False when the answer came too late to count.</summary>
    /// <param name="key">Its place in the order when it is a valid bid, otherwise null.</param>
    public bool Take(int entrant, Answered answer, RankKey? key)
    {
        Closing? closing;
        lock (_gate)
        {
            if (_isClosed || !_isPending[entrant]) return false;
            _answers[entrant] = answer;
            _isPending[entrant] = false;
            if (_best[entrant] is null) return true;
            _pending--;
            if (key is { } valid) Rank(valid);
            closing = CloseWhenEnough(Closing.Everyone);
        }

        if (closing is { } reason) Close(reason);
        return true;
    }

    /// <summary>
    /// Gives up on those whose time is over. Returns when to look again; null when the auction has closed.
    /// </summary>
    public long? Expire(long now)
    {
        Closing? closing;
        long? next = null;
        Span<int> late = stackalloc int[_best.Length];
        var count = 0;
        lock (_gate)
        {
            if (_isClosed) return null;
            for (var i = 0; i < _best.Length; i++)
            {
                if (!_isPending[i]) continue;
                if (_dueAt[i] > now)
                {
                    next = Math.Min(next ?? long.MaxValue, _dueAt[i]);
                    continue;
                }

                _isPending[i] = false;
                if (_best[i] is not null) _pending--;
                late[count++] = i;
            }

            closing = CloseWhenEnough(Closing.Deadline);
        }

        foreach (var entrant in late[..count]) _timedOut(entrant);
        if (closing is { } reason) Close(reason);
        return closing is null ? next : null;
    }

    /// <summary>The caller hung up: nobody needs to be waited for.</summary>
    public void CallerGone()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
        }

        Close(Closing.CallerGone);
    }

    public void Decide(RankKey? winner) => _decided.TrySetResult(winner);

    private void Close(Closing reason)
    {
        _isClosed = true;
        Alarm.Silence();
        _closed.TrySetResult(reason);
    }

    private void Rank(RankKey key)
    {
        if (_leader is not { } leader || key.Beats(leader))
        {
            _runnerUp = _leader;
            _leader = key;
        }
        else if (_runnerUp is not { } second || key.Beats(second)) _runnerUp = key;
    }

    private Closing? CloseWhenEnough(Closing whenNobodyIsPending)
    {
        // A price that is at hand costs no waiting, and is the next offer when the winner does not answer.
        if (_isGathering) return null;
        if (_pending == 0)
        {
            _isClosed = true;
            return whenNobodyIsPending;
        }

        if ((_needsRunnerUp ? _runnerUp : _leader) is not { } toBeat) return null;
        for (var i = 0; i < _best.Length; i++)
        {
            if (_isPending[i] && _best[i] is { } own && own.Beats(toBeat)) return null;
        }

        _isClosed = true;
        return Closing.NobodyCanWin;
    }
}
