using System.Collections.ObjectModel;
using Bidline.Primitives;

namespace Bidline.Enrichment;

/// <summary>What is known about a caller when it is decided who may take the call. Null is "not known", and normal.</summary>
/// <param name="State">Two letters of a US state or Canadian province, "FL".</param>
/// <param name="Tags">Everything that came with the call or was added; keys in lower case.</param>
/// <param name="DuplicateDays">Whole days since this caller last reached this campaign; null for a first call.</param>
public sealed record CallerProfile(
    PhoneNumber Caller,
    string? Country,
    string? State,
    string? Region,
    string? AreaCode,
    string? Zip,
    string? TimeZone,
    string? LineType,
    string? Attestation,
    int? DuplicateDays,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>
    /// What this caller had to do with us before, as far back as the market's rules look; null for a new caller and for
    /// one without a number.
    /// </summary>
    public IReadOnlyList<PastContact>? Past { get; init; }

    /// <summary>Who was asked, and what each of them said; null in the logs of older versions.</summary>
    public IReadOnlyList<SourceReport>? Sources { get; init; }

    public static CallerProfile Unknown(PhoneNumber caller) => new(
        caller, null, null, null, null, null, null, null, null, null, ReadOnlyDictionary<string, string>.Empty);
}
