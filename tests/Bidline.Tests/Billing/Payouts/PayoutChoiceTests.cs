using Bidline.Billing.Payouts;
using Bidline.Campaigns;
using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Payouts;

public sealed class PayoutChoiceTests
{
    private static readonly BankAccount Account = new("Zeta Media", "GB82WEST12345698765432", null, null);
    private static readonly PayoutPlan Plan = new(30, Money.Usd(50), Account);

    [Theory]
    [InlineData(100.00, 0, 0, 100.00, null)]
    [InlineData(100.009999, 0, 0, 100.00, null)]
    [InlineData(100.00, 40, 0, 60.00, null)]
    [InlineData(100.00, 50, 0, 50.00, null)]
    [InlineData(100.00, 50.000001, 0, 0, "below_minimum")]
    [InlineData(100.00, 100, 0, 0, "waiting")]
    [InlineData(100.00, 130, 0, 0, "waiting")]
    [InlineData(100.00, 0, 20, 0, "open_payout")]
    [InlineData(0, 0, 0, 0, "carried")]
    [InlineData(-11.00, 0, 0, 0, "carried")]
    public void A_publisher_is_paid_what_cannot_be_taken_back_any_more(
        double balance, double waiting, double open, double amount, string? reason)
    {
        var choice = Of(Plan, balance, waiting, open);

        (choice.Amount, choice.Reason).ShouldBe((Money.Usd((decimal)amount), reason));
    }

    [Fact]
    public void Without_a_bank_account_nothing_is_paid() =>
        Of(Plan with { Account = null }, 100, 0, 0).Reason.ShouldBe("no_account");

    [Fact]
    public void Never_more_than_the_balance_and_never_less_than_a_cent_of_it() =>
        Gen.Select(Gen.Long[-1_000_000_000, 9_000_000_000], Gen.Long[0, 1_000_000_000]).Sample((balance, waiting) =>
        {
            var free = balance - waiting;
            var amount = PayoutChoice.Of(
                new PublisherId("zeta"), Plan with { Minimum = Money.Usd(0) }, Usd(balance), Usd(waiting), Usd(0)).Amount;
            return amount.ToPayable() == amount
                && (free <= 0 || balance <= 0 ? amount.IsZero : amount.Micros <= free && free - amount.Micros < 10_000);
        });

    private static PayoutChoice Of(PayoutPlan plan, double balance, double waiting, double open) => PayoutChoice.Of(
        new PublisherId("zeta"), plan, Money.Usd((decimal)balance), Money.Usd((decimal)waiting), Money.Usd((decimal)open));

    private static Money Usd(long micros) => new(micros, Currency.Usd);
}
