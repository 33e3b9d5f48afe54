namespace Bidline.Calls;

/// <summary>What was known of the caller when the call was decided.</summary>
/// <param name="TagOrigins">For each tag who said it: "trunk" with the call, "number", "visit", or "enrichment".</param>
public sealed record ProfileTrace(
    string? Country, string? State, string? Region, string? AreaCode, string? Zip, string? TimeZone, string? LineType,
    string? Attestation, int? DuplicateDays, IReadOnlyDictionary<string, string> Tags,
    IReadOnlyDictionary<string, string> TagOrigins)
{
    /// <summary>Everything that is known, each with who said it, how old that was and what it cost.</summary>
    public IReadOnlyList<FactTrace> Facts { get; init; } = [];

    /// <summary>Who was asked, in order, and how that ended; empty for calls of older versions.</summary>
    public IReadOnlyList<SourceTrace> Sources { get; init; } = [];
}

/// <summary>One thing that is known of the caller.</summary>
/// <param name="Field">"state", or "tags.age" for a tag.</param>
/// <param name="Source">
/// "trunk" (with the call), "number", "visit", "ping", or one of <see cref="ProfileTrace.Sources"/>; "enrichment" where
/// it was not kept who.
/// </param>
/// <param name="AsOf">Since when the source knew it; null where it has no age.</param>
/// <param name="Cost">Of asking its source, in the market's currency; null for nothing.</param>
public sealed record FactTrace(string Field, string Value, string Source, DateTimeOffset? AsOf, string? Cost);

/// <summary>One source that was asked.</summary>
/// <param name="Outcome">known, nothing, late or failed.</param>
/// <param name="Ms">Until it answered, or was no longer waited for.</param>
/// <param name="Reason">Why it was late or failed; null otherwise.</param>
public sealed record SourceTrace(
    string Source, string Outcome, double Ms, IReadOnlyList<string> Fields, DateTimeOffset? AsOf, string? Cost,
    VerdictTrace? Reason);
