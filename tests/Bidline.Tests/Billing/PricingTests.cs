using System.Globalization;
using Bidline.Billing;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Tests.Routing;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing;

public sealed class PricingTests
{
    private static readonly Gen<Money?> Bound = Gen.Select(
        Gen.Bool, Gen.Long[0, 50_000_000], (given, micros) => given ? Micros(micros) : (Money?)null);

    private static readonly Gen<PayoutTerms> AnyTerms = Gen.OneOf(
        Gen.Long[0, 90_000_000].Select(micros => (PayoutTerms)new PayoutTerms.Fixed(Micros(micros))),
        Gen.Select(Gen.Decimal[0, 150], Bound, Bound, (percent, min, max) =>
            (PayoutTerms)new PayoutTerms.PercentOfRevenue(percent, min, max)),
        Gen.Decimal[0, 150].Select(percent => (PayoutTerms)new PayoutTerms.MarginPercent(percent)),
        Gen.Long[0, 90_000_000].Select(micros => (PayoutTerms)new PayoutTerms.MarginAmount(Micros(micros))));

    public static TheoryData<PayoutTerms, decimal, decimal> Table => new()
    {
        { new PayoutTerms.Fixed(Money.Usd(10)), 27.50m, 10m },
        { new PayoutTerms.Fixed(Money.Usd(30)), 27.50m, 27.50m },
        { new PayoutTerms.PercentOfRevenue(80, null, null), 27.50m, 22m },
        { new PayoutTerms.PercentOfRevenue(80, Money.Usd(25), null), 27.50m, 25m },
        { new PayoutTerms.PercentOfRevenue(80, null, Money.Usd(20)), 27.50m, 20m },
        { new PayoutTerms.PercentOfRevenue(80, Money.Usd(30), null), 27.50m, 27.50m },
        { new PayoutTerms.PercentOfRevenue(33.333m, null, null), 0.000003m, 0.000001m },
        { new PayoutTerms.PercentOfRevenue(50, null, null), 0.000001m, 0m },
        { new PayoutTerms.PercentOfRevenue(50, null, null), 0.000003m, 0.000002m },
        { new PayoutTerms.MarginPercent(20), 27.50m, 22m },
        { new PayoutTerms.MarginAmount(Money.Usd(5.50m)), 27.50m, 22m },
        { new PayoutTerms.MarginAmount(Money.Usd(30)), 27.50m, 0m },
    };

    [Theory, MemberData(nameof(Table))]
    public void The_publisher_gets_what_its_terms_say_and_never_more_than_came_in(
        PayoutTerms payout, decimal price, decimal expected)
    {
        var sale = Pricing.Of(Orders.Terms(price) with { Payout = payout }, buyerPays: true, publisherEarns: true);

        (sale.Revenue, sale.Payout).ShouldBe((Money.Usd(price), Money.Usd(expected)));
    }

    [Fact]
    public void Whatever_the_terms_revenue_is_payout_and_margin_and_neither_is_below_zero() =>
        Gen.Select(AnyTerms, Gen.Long[1, 90_000_000], Gen.Bool, Gen.Bool).Sample((payout, price, pays, earns) =>
        {
            var terms = Orders.Terms() with { Price = Micros(price), Payout = payout };
            var sale = Pricing.Of(terms, pays, earns);
            return sale.Payout + sale.Margin == sale.Revenue
                && !sale.Payout.IsNegative
                && !sale.Margin.IsNegative
                && sale.Revenue.IsPositive == pays
                && (earns || sale.Payout.IsZero);
        });

    [Fact]
    public void A_buyer_that_does_not_pay_costs_nothing_even_when_the_publisher_was_promised_a_fixed_amount()
    {
        var terms = Orders.Terms() with { Payout = new PayoutTerms.Fixed(Money.Usd(10)) };

        var sale = Pricing.Of(terms, buyerPays: false, publisherEarns: true);

        (sale.Payout, sale.Promised, sale.IsLimited).ShouldBe((Money.Usd(0), Money.Usd(10), true));
    }

    [Fact]
    public void A_sale_that_allowed_a_loss_pays_the_promise_and_the_margin_is_below_zero()
    {
        var terms = Orders.Terms(8) with { Payout = new PayoutTerms.Fixed(Money.Usd(10)), AllowLoss = true };

        var sale = Pricing.Of(terms, buyerPays: true, publisherEarns: true);

        (sale.Payout, sale.Margin, sale.IsLimited).ShouldBe((Money.Usd(10), Money.Usd(-2), false));
    }

    [Theory]
    [InlineData(60, 0, 60_000, "1.00")]
    [InlineData(60, 0, 60_001, "2.00")]
    [InlineData(60, 0, 1, "1.00")]
    [InlineData(60, 0, 0, "0")]
    [InlineData(6, 0, 61_000, "1.10")]
    [InlineData(6, 30, 7_000, "0.50")]
    [InlineData(6, 30, 30_000, "0.50")]
    [InlineData(6, 30, 30_001, "0.60")]
    [InlineData(1, 0, 1_000, "0.016667")]
    public void Minutes_are_counted_in_steps_that_were_begun_and_rounded_once(
        int increment, int minimum, int talkedMs, string expected)
    {
        var rate = new MinuteRate(Money.Usd(1), TimeSpan.FromSeconds(increment), TimeSpan.FromSeconds(minimum));

        Pricing.Of(rate, TimeSpan.FromMilliseconds(talkedMs)).ShouldBe(Money.Usd(decimal.Parse(expected, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_buyer_by_the_minute_pays_for_its_minutes_and_never_more_than_was_held()
    {
        var terms = Orders.Terms(10) with { Charge = new ChargeTerms.PerMinute(Rate(2)) };

        Pricing.Of(terms, true, true, Talked(3)).Revenue.ShouldBe(Money.Usd(6));
        Pricing.Of(terms, true, true, Talked(9)).Revenue.ShouldBe(Money.Usd(10));
        Pricing.Of(terms, true, true, Talked(9) with { HeldMost = Money.Usd(20) }).Revenue.ShouldBe(Money.Usd(18));
    }

    [Theory]
    [InlineData("1000", "20")]
    [InlineData("100", "12")]
    [InlineData("150.000005", "15.00")]
    public void A_share_of_a_sale_keeps_its_floor_and_its_ceiling(string sold, string expected)
    {
        var terms = Orders.Terms() with { Charge = new ChargeTerms.PercentOfSale(10, Money.Usd(12), Money.Usd(20)) };
        Money.TryParse(sold, Currency.Usd, out var amount);

        Pricing.Of(terms, true, true, Talked(1) with { Sold = amount }).Revenue
            .ShouldBe(Money.Usd(decimal.Parse(expected, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_publisher_by_the_minute_earns_its_minutes_and_never_more_than_came_in()
    {
        var terms = Orders.Terms(10) with { Payout = new PayoutTerms.PerMinute(Rate(2)) };

        Pricing.Of(terms, true, true, Talked(3)).Payout.ShouldBe(Money.Usd(6));
        Pricing.Of(terms, true, true, Talked(9)).ShouldBe(new Sale(Money.Usd(10), Money.Usd(10), Money.Usd(18)));
    }

    private static MinuteRate Rate(decimal amount) => new(Money.Usd(amount), TimeSpan.FromMinutes(1), TimeSpan.Zero);

    private static Usage Talked(int minutes) => new(TimeSpan.FromMinutes(minutes), null, null);

    [Fact]
    public void A_call_that_brought_nothing_pays_nobody_also_where_a_loss_is_allowed()
    {
        var terms = Orders.Terms(8) with { Payout = new PayoutTerms.Fixed(Money.Usd(10)), AllowLoss = true };

        Pricing.Of(terms, buyerPays: false, publisherEarns: true).Payout.ShouldBe(Money.Usd(0));
    }

    private static Money Micros(long micros) => new(micros, Currency.Usd);
}
