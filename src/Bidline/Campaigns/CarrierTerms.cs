namespace Bidline.Campaigns;

/// <summary>Where the numbers of a trunk are rented.</summary>
/// <param name="Name">As <see cref="CarrierForm.Name"/>.</param>
/// <param name="Settings">What the carrier needs, secrets included.</param>
public sealed record CarrierTerms(string Name, IReadOnlyDictionary<string, string> Settings);

/// <summary>What a market has to say to rent numbers from a carrier.</summary>
/// <param name="Name">As a market names it: "telnyx".</param>
/// <param name="Needed">Name to what it is.</param>
/// <param name="Optional">The same for what need not be given.</param>
public sealed record CarrierForm(
    string Name, IReadOnlyDictionary<string, string> Needed, IReadOnlyDictionary<string, string> Optional);
