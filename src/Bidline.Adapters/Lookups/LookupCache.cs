using Bidline.Enrichment;

namespace Bidline.Adapters.Lookups;

/// <summary>What a source said, and when.</summary>
internal sealed record KnownAnswer(IReadOnlyList<Fact> Facts, DateTimeOffset At);

/// <summary>
/// Answers by the hash of what was asked, for as long as they may be used again. Bounded: of more than it holds, those
/// that were put in or used last. Safe on any thread.
/// </summary>
internal sealed class LookupCache(int most, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private Dictionary<string, (KnownAnswer Answer, DateTimeOffset Until)> _young = [];
    private Dictionary<string, (KnownAnswer Answer, DateTimeOffset Until)> _old = [];

    public int Count
    {
        get
        {
            lock (_gate) return _young.Count + _old.Count;
        }
    }

    public KnownAnswer? Find(string key)
    {
        lock (_gate)
        {
            if (!_young.TryGetValue(key, out var entry))
            {
                if (!_old.Remove(key, out entry)) return null;
                if (entry.Until > clock.GetUtcNow()) Put(key, entry);
            }

            return entry.Until > clock.GetUtcNow() ? entry.Answer : null;
        }
    }

    public void Keep(string key, KnownAnswer answer, TimeSpan time)
    {
        if (time <= TimeSpan.Zero) return;
        lock (_gate) Put(key, (answer, answer.At + time));
    }

    private void Put(string key, (KnownAnswer Answer, DateTimeOffset Until) entry)
    {
        _old.Remove(key);
        _young[key] = entry;
        if (_young.Count >= most / 2) (_old, _young) = (_young, []);
    }
}
