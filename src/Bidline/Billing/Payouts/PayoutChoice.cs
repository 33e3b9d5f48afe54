using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Billing.Payouts;

/// <summary>What a publisher could be paid now, and why it is not more.</summary>
/// <param name="Balance">What we owe it; negative when it was overpaid.</param>
/// <param name="Waiting">Earned so lately that it may still be taken back.</param>
/// <param name="Open">In payouts that were made and not yet marked as paid.</param>
/// <param name="Amount">To pay now, to the smallest payable unit; zero when nothing is.</param>
/// <param name="Reason">"carried", "waiting", "below_minimum", "no_account" or "open_payout"; null when it is paid.</param>
public sealed record PayoutChoice(
    PublisherId Publisher, Money Balance, Money Waiting, Money Open, Money Amount, string? Reason)
{
    public static PayoutChoice Of(PublisherId publisher, PayoutPlan plan, Money balance, Money waiting, Money open)
    {
        var zero = Money.Zero(balance.Currency);
        var free = RoundedDown(balance - waiting - open);
        var reason = (balance, free, plan, open) switch
        {
            ({ IsNegative: true } or { IsZero: true }, _, _, _) => "carried",
            (_, _, _, { IsPositive: true }) => "open_payout",
            (_, { IsPositive: false }, _, _) => "waiting",
            _ when plan.Minimum.Currency == balance.Currency && free < plan.Minimum => "below_minimum",
            _ when plan.Account is null => "no_account",
            _ => null,
        };
        return new PayoutChoice(publisher, balance, waiting, open, reason is null ? free : zero, reason);
    }

    /// <summary>Never more than there is: what is below a cent is carried.</summary>
    private static Money RoundedDown(Money amount)
    {
        var payable = amount.ToPayable();
        if (payable <= amount) return payable;
        var unit = Money.FromUnits(new decimal(1, 0, 0, false, (byte)amount.Currency.MinorDecimals), amount.Currency);
        return payable - unit;
    }
}
