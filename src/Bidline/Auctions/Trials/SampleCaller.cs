using Bidline.Enrichment;
using Bidline.Primitives;

namespace Bidline.Auctions.Trials;

/// <summary>A caller who does not exist, for questions that sell nothing.</summary>
/// <param name="State">Null takes what the numbering plan says about the number.</param>
/// <param name="Tags">Keys in lower case.</param>
public sealed record SampleCaller(
    PhoneNumber Number, string? State, string? Zip, IReadOnlyDictionary<string, string> Tags)
{
    private static readonly NumberingPlanSource Plan = new();

    public static SampleCaller Floridian { get; } =
        new(PhoneNumber.Parse("+13055550142"), "FL", "33130", new Dictionary<string, string>());

    /// <summary>555-0100 to 555-0199 of any area are kept free for fiction: nobody is ever rung there.</summary>
    public static bool IsFictional(PhoneNumber number) =>
        number.AreaCode is not null && number.E164.AsSpan(5, 5) is "55501";

    /// <summary>What an auction would know about this caller.</summary>
    public CallerProfile Profile()
    {
        var known = Plan.LookUp(Number).On(CallerProfile.Unknown(Number));
        return known with { State = State ?? known.State, Zip = Zip ?? Tags.GetValueOrDefault("zip"), Tags = Tags };
    }
}
