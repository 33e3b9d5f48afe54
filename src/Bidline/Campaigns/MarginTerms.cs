using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>The least that a sale must leave us after the publisher's payout. At most one of the two bounds is set.</summary>
/// <param name="MinPercent">Of the price.</param>
/// <param name="AllowLoss">
/// A price may be below what the publisher is promised, and the promise is paid all the same (money.md M16). Goes with
/// no bound.
/// </param>
public sealed record MarginTerms(decimal? MinPercent, Money? MinAmount, bool AllowLoss)
{
    public static MarginTerms NoLoss { get; } = new(null, null, AllowLoss: false);

    /// <summary>Null when any loss is allowed.</summary>
    public Money? LeastAt(Money price) => this switch
    {
        { MinPercent: { } percent } => price.Percent(percent),
        { MinAmount: { } amount } => amount,
        { AllowLoss: true } => null,
        _ => Money.Zero(price.Currency),
    };
}
