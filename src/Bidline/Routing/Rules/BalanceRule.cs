using Bidline.Primitives;

namespace Bidline.Routing.Rules;

/// <summary>The buyer's free money, credit included, does not cover the price (a bidder's: the floor, or anything).</summary>
internal static class BalanceRule
{
    public static Reason? Check(RuleInput input)
    {
        if (input.Standing is not { } standing) return null;
        var least = input.Target.Price.Known ?? input.Floor.Amount;
        var enough = least.IsPositive ? standing.FreeFunds >= least : standing.FreeFunds.IsPositive;
        return enough
            ? null
            : Reason.Of(
                "not_asked.balance",
                ("balance", standing.FreeFunds.ToDecimalString()), ("price", least.ToDecimalString()));
    }
}
