using Bidline.Campaigns.BidRules;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>How the price of one ping came about, kept with it and with what was promised.</summary>
/// <param name="Best">What the best buyer pays; null when a modifier ended it before anybody was asked.</param>
/// <param name="Start">The base bid, or the best price less our margin.</param>
/// <param name="Applied">How many rows took part; the last of them are in <paramref name="Steps"/>.</param>
/// <param name="Steps">
/// The modifiers that took part, then the limits: "max", "margin" (the least that the campaign keeps), "cents" and "min".
/// </param>
/// <param name="Price">What is offered, in whole cents; null when nothing is.</param>
public sealed record PriceMaking(Money? Best, Money Start, int Applied, IReadOnlyList<BidRuleStep> Steps, Money? Price)
{
    /// <summary>Why nothing is offered; null when something is.</summary>
    public Reason? Refused { get; init; }
}
