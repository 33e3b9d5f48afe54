namespace Bidline.Campaigns;

/// <summary>What a campaign or a target asks of a caller and of what came with the call.</summary>
/// <param name="BlocksAnonymous">Callers who withhold their number are not taken.</param>
/// <param name="Attestation">The weakest STIR/SHAKEN level that is taken, "A", "B" or "C"; null takes any and none.</param>
/// <param name="Consent">Null asks for none.</param>
public sealed record CallerTerms(bool BlocksAnonymous, string? Attestation, ConsentTerms? Consent)
{
    public static CallerTerms Anybody { get; } = new(false, null, null);
}

/// <summary>Evidence of consent that must come with a call as tags.</summary>
/// <param name="Required">Names of the tags, in lower case.</param>
/// <param name="AgeMax">Null where its age does not matter, and a call that says no time has none.</param>
public sealed record ConsentTerms(IReadOnlyList<string> Required, TimeSpan? AgeMax)
{
    /// <summary>The tag that says when consent was given: ISO 8601, or seconds since 1970.</summary>
    public const string TimeTag = "consent_at";
}

/// <summary>What becomes of a caller who calls a campaign again within seconds.</summary>
public sealed record RepeatTerms(TimeSpan Within, RepeatAction Action);

public enum RepeatAction
{
    /// <summary>The call is not sold.</summary>
    Block,

    /// <summary>It goes to the target of the call before it, first.</summary>
    SameTarget,
}
