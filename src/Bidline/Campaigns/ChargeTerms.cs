using System.Text.Json.Serialization;
using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>How a buyer is charged where one price does not say it all. It stands beside the price that was held.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "charges")]
[JsonDerivedType(typeof(PerMinute), "per_minute")]
[JsonDerivedType(typeof(PercentOfSale), "percent_of_sale")]
public abstract record ChargeTerms
{
    private ChargeTerms()
    {
    }

    /// <summary>By the time talked. The price is what the first minutes cost; more is held as they pass.</summary>
    public sealed record PerMinute(MinuteRate Rate) : ChargeTerms;

    /// <summary>A share of what the buyer reports that the call sold, kept between the bounds that are given.</summary>
    public sealed record PercentOfSale(decimal Percent, Money? Min, Money? Max) : ChargeTerms;
}

/// <summary>A price per minute in steps: 60/60, 6/6, 30/6 (money.md M7).</summary>
/// <param name="Amount">For a whole minute.</param>
/// <param name="Increment">Beyond the minimum, every step that was begun counts whole.</param>
/// <param name="Minimum">The least that is counted once the target has answered.</param>
public sealed record MinuteRate(Money Amount, TimeSpan Increment, TimeSpan Minimum);
