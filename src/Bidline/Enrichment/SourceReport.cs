using Bidline.Primitives;

namespace Bidline.Enrichment;

/// <summary>How asking a source ended.</summary>
public enum SourceOutcome
{
    Known,

    /// <summary>It answered, and knows nothing: that is normal.</summary>
    Nothing,

    /// <summary>It had not answered when the decision was due.</summary>
    Late,

    Failed,
}

/// <summary>
/// One source's part in a profile: kept with the call, so that each fact has its source, its age and its cost.
/// </summary>
/// <param name="Took">Until it answered, or until it was no longer waited for.</param>
public sealed record SourceReport(string Source, SourceOutcome Outcome, TimeSpan Took)
{
    /// <summary>What the profile has from it. What another had said before it is not among them.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Since when it was known; null where it has no age.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Null for nothing.</summary>
    public Money? Cost { get; init; }

    /// <summary>Why it was late or failed; null otherwise.</summary>
    public Reason? Why { get; init; }
}
