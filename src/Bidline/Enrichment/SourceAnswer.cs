using Bidline.Primitives;

namespace Bidline.Enrichment;

/// <summary>What a source had to say of one caller.</summary>
/// <param name="Facts">Empty where it knows nothing, which is normal.</param>
public sealed record SourceAnswer(IReadOnlyList<Fact> Facts)
{
    public static SourceAnswer Nothing { get; } = new([]);

    /// <summary>Since when the source knows it; null where it has no age, as the numbering plan.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>What asking cost us; null for nothing.</summary>
    public Money? Cost { get; init; }

    /// <summary>Why it could not say; null where it could, though it may know nothing.</summary>
    public Reason? Trouble { get; init; }

    /// <summary>A profile that also knows this, where nobody said otherwise before. Pure.</summary>
    public CallerProfile On(CallerProfile profile) =>
        new ProfileDraft(profile).Add(new SourceReport("", SourceOutcome.Known, TimeSpan.Zero), Facts).Profile with
        {
            Sources = profile.Sources,
        };
}
