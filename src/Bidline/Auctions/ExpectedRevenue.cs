using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// What an offer is expected to bring, and every figure that went into it: with these the auction can be decided again
/// exactly, whatever has been learned since.
/// </summary>
/// <param name="Amount">Price x answer rate x qualify rate, rounded down to the micro.</param>
/// <param name="QualifySeconds">The minimum that the rate was read at: the bid's own, or else its target's.</param>
/// <param name="AnswerRate">How often the buyer answers, 0 to 1 in millionths.</param>
/// <param name="QualifyRate">How often a talk with it reaches its minimum, 0 to 1 in millionths.</param>
/// <param name="BuyerDials">
/// Dials to the buyer in this campaign that the rates were learned from. Old calls count in part, here and below.
/// </param>
public sealed record ExpectedRevenue(
    Money Amount,
    decimal QualifySeconds,
    decimal AnswerRate,
    decimal QualifyRate,
    decimal BuyerDials,
    decimal BuyerTalks,
    decimal PublisherTalks,
    decimal CampaignTalks)
{
    /// <summary>In decimal arithmetic, which is the same on every machine.</summary>
    public Money AmountAt(Money price) =>
        new(decimal.ToInt64(decimal.Floor(price.Micros * AnswerRate * QualifyRate)), price.Currency);

    /// <summary>
    /// The least price, up to <paramref name="most"/>, that is expected to bring as much as
    /// <paramref name="amount"/>.
    /// </summary>
    public Money PriceFor(Money amount, Money most)
    {
        var rate = AnswerRate * QualifyRate;
        if (rate <= 0) return most;
        var price = decimal.Ceiling(amount.Micros / rate);
        return price >= most.Micros ? most : new Money(decimal.ToInt64(price), most.Currency);
    }
}
