using System.Collections.Concurrent;

namespace Bidline.Enrichment;

/// <summary>How often each source was late or failed since the start. Safe on any thread.</summary>
public sealed class SourceCounts
{
    private readonly ConcurrentDictionary<(string Source, SourceOutcome Outcome), long> _counts = new();

    /// <summary>Only what went wrong: a call is not held up for counting what is normal.</summary>
    public void Note(string source, SourceOutcome outcome)
    {
        if (outcome is SourceOutcome.Late or SourceOutcome.Failed)
            _counts.AddOrUpdate((source, outcome), 1, static (_, count) => count + 1);
    }

    public IEnumerable<(string Source, SourceOutcome Outcome, long Count)> All() =>
        _counts.Select(pair => (pair.Key.Source, pair.Key.Outcome, pair.Value));
}
