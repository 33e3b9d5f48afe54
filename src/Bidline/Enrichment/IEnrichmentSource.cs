using Bidline.Primitives;

namespace Bidline.Enrichment;

/// <summary>
/// Somewhere that knows something about callers. Asked in parallel with the others inside one budget; what comes late
/// is left out of the decision. One file and one line in the host's list each.
/// </summary>
public interface IEnrichmentSource
{
    string Name { get; }

    /// <summary>Never throws for an unknown caller: nothing known is an empty list.</summary>
    ValueTask<IReadOnlyList<Fact>> LookUpAsync(CallerQuestion question, CancellationToken cancel);
}

/// <summary>Whom a source is asked about.</summary>
public sealed record CallerQuestion(PhoneNumber Caller, CampaignId Campaign, CallId Call, DateTimeOffset At);

/// <summary>One thing a source knows: a field of the profile ("state") or any tag name.</summary>
public sealed record Fact(string Field, string Value);
