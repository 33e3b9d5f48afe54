namespace Bidline.Auctions.Trials;

/// <summary>
/// How often strangers' servers are asked without a call: a person pressing a button, not a load. Safe on any thread.
/// </summary>
/// <typeparam name="TKey">Whom it spares: a target, a campaign.</typeparam>
internal sealed class TrialPace<TKey>(TimeProvider clock)
    where TKey : struct, IEquatable<TKey>
{
    public static readonly TimeSpan PauseForOne = TimeSpan.FromSeconds(1);

    public const int MaxAMinute = 60;

    private readonly Lock _gate = new();
    private readonly Queue<(TKey Key, long At)> _last = new();

    /// <summary>Null when the trial may go ahead, and is counted; otherwise how long to wait.</summary>
    public TimeSpan? TryBegin(TKey key)
    {
        lock (_gate)
        {
            var minute = TimeSpan.FromMinutes(1);
            while (_last.TryPeek(out var oldest) && clock.GetElapsedTime(oldest.At) >= minute) _last.Dequeue();
            if (_last.Count >= MaxAMinute) return minute - clock.GetElapsedTime(_last.Peek().At);
            var before = _last.Where(trial => trial.Key.Equals(key)).Select(trial => (long?)trial.At).LastOrDefault();
            if (before is { } at && clock.GetElapsedTime(at) is var ago && ago < PauseForOne) return PauseForOne - ago;
            _last.Enqueue((key, clock.GetTimestamp()));
            return null;
        }
    }
}
