using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Routing;

/// <summary>
/// Whether a reservation at a known price would hold, by what the buyer's keeper last told. Eligibility has looked at
/// calls and lines; here the price is known too. Pure.
/// </summary>
public static class ReserveForecast
{
    /// <param name="standing">Null when nothing is known of the buyer: then nothing is known against it.</param>
    public static Reason? Refusal(Target target, Buyer buyer, Money price, Standing? standing)
    {
        if (standing is null) return null;
        return CapLimits.Spend("target", target.Caps, standing.Target.Of, price)
            ?? CapLimits.Spend("buyer", buyer.Caps, standing.Buyer.Of, price)
            ?? BalanceRefusal(buyer, price, standing);
    }

    private static Reason? BalanceRefusal(Buyer buyer, Money price, Standing standing) => standing.FreeFunds >= price
        ? null
        : Reason.Of(
            "rejected.balance",
            ("balance", (standing.FreeFunds - buyer.CreditLimit).ToDecimalString()),
            ("credit", buyer.CreditLimit.ToDecimalString()),
            ("price", price.ToDecimalString()));
}
