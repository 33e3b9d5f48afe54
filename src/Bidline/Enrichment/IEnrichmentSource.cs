using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Enrichment;

/// <summary>
/// Somewhere that knows something about callers. Asked in parallel with the others, each inside its own budget; what
/// comes late is left out of the decision. One file and one line in the host's list each.
/// </summary>
public interface IEnrichmentSource
{
    string Name { get; }

    /// <summary>How long a call waits for it.</summary>
    TimeSpan Budget { get; }

    /// <summary>
    /// Never throws for an unknown caller: nothing known is an answer without facts, and what went wrong is its trouble.
    /// </summary>
    ValueTask<SourceAnswer> LookUpAsync(CallerQuestion question, CancellationToken cancel);
}

/// <summary>Whom a source is asked about.</summary>
/// <param name="Caller">Unset for a caller who withholds the number.</param>
public sealed record CallerQuestion(PhoneNumber Caller, CampaignId Campaign, CallId Call, DateTimeOffset At)
{
    /// <summary>Whose call it is; null where that is not known.</summary>
    public PublisherId? Publisher { get; init; }

    /// <summary>Where the visitor was whose call it is; null where that is not known.</summary>
    public VisitPlace? Place { get; init; }

    /// <summary>A price is asked, and there is no call yet.</summary>
    public bool IsPing { get; init; }

    /// <summary>Everything that came with the call.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>One thing a source knows: a field of the profile ("state") or any tag name.</summary>
public sealed record Fact(string Field, string Value);
