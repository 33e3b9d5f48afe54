namespace Bidline.Campaigns;

/// <summary>Who keeps evidence of consent.</summary>
public enum ConsentSource
{
    /// <summary>ActiveProspect's TrustedForm: certificates.</summary>
    Trustedform,

    /// <summary>Verisk's Jornaya: LeadiD tokens.</summary>
    Jornaya,
}

/// <summary>Evidence of consent that a look-up checks.</summary>
/// <param name="Address">Where requests go; a certificate's id follows on it.</param>
/// <param name="HasInsights">Age and page of the certificate are asked for as well, which costs more there.</param>
/// <param name="Retains">The certificate is kept in our account there.</param>
/// <param name="Account">A secret that goes into the address; null where none does.</param>
public sealed record ConsentCheck(
    ConsentSource Source, string Address, bool HasInsights = false, bool Retains = false, string? Account = null)
{
    /// <summary>
    /// What verdicts on evidence begin with. Tags that come with a call by such a name are not believed: only who was
    /// asked can say them.
    /// </summary>
    public const string Family = "consent.";

    /// <summary>"consent.trustedform": verified, mismatch, expired, not_found, malformed or failed.</summary>
    public string Fact { get; } = Family + Source.ToString().ToLowerInvariant();
}
