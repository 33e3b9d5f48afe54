using Bidline.Primitives;

namespace Bidline.Adapters.Lookups;

/// <summary>What asking a source came to since the start of the process.</summary>
/// <param name="Asked">Requests that went out.</param>
/// <param name="Cached">Answers that were used again.</param>
/// <param name="Late">Calls that did not wait any longer.</param>
/// <param name="Failed">Requests without an answer that could be used.</param>
/// <param name="Median">Of the last requests; null before the first. The same for the other.</param>
/// <param name="Cost">Null for nothing.</param>
/// <param name="IsLeftAlone">It failed too often, and is not asked for a while.</param>
public sealed record LookupUse(
    long Asked, long Cached, long Late, long Failed, TimeSpan? Median, TimeSpan? Slowest99, Money? Cost, bool IsLeftAlone);

/// <summary>Counts what asking one source comes to. Safe on any thread.</summary>
internal sealed class LookupTally
{
    private const int TimesMax = 512;

    private readonly Lock _gate = new();
    private readonly TimeSpan[] _times = new TimeSpan[TimesMax];
    private long _asked, _cached, _late, _failed;
    private Money? _cost;

    public void Asked(TimeSpan took, bool failed, Money? cost)
    {
        lock (_gate)
        {
            _times[_asked++ % TimesMax] = took;
            if (failed) _failed++;
            if (cost is { } more) _cost = _cost is { } sum ? sum + more : more;
        }
    }

    public void WasCached() => Interlocked.Increment(ref _cached);

    public void WasLate() => Interlocked.Increment(ref _late);

    public LookupUse Read(bool isLeftAlone)
    {
        lock (_gate)
        {
            var times = _times[..(int)Math.Min(_asked, TimesMax)];
            Array.Sort(times);
            return new LookupUse(
                _asked, Interlocked.Read(ref _cached), Interlocked.Read(ref _late), _failed, At(0.5), At(0.99), _cost,
                isLeftAlone);

            TimeSpan? At(double share) =>
                times.Length == 0 ? null : times[(int)Math.Min(times.Length - 1, Math.Ceiling(times.Length * share) - 1)];
        }
    }
}
