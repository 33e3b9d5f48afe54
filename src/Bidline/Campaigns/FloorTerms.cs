using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>A floor for the calls that a condition holds for.</summary>
/// <param name="Id">Named in the trace and in every refusal that it decided.</param>
public sealed record FloorTerms(string Id, CallFilter When, Money Floor);

/// <summary>The floor of one auction.</summary>
/// <param name="Rule">The rule that decided it; null when it is the campaign's own.</param>
public sealed record PriceFloor(Money Amount, string? Rule)
{
    /// <summary>What refusals call the floor that no rule decided; no rule may have this id.</summary>
    public const string Own = "campaign";

    public string RuleName => Rule ?? Own;

    /// <summary>The tier whose least revenue decided it, 1 first; null when none did.</summary>
    public int? Tier { get; init; }
}
