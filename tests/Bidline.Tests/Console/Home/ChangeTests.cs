using Bidline.Primitives;
using Bidline.Server.Console.Home;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Home;

public sealed class ChangeTests
{
    [Theory]
    [InlineData(112, 100, "▲ 12.0 %", true)]
    [InlineData(99, 100, "▼ 1.0 %", false)]
    [InlineData(450, 100, "▲ 350 %", true)]
    [InlineData(-50, -100, "▲ 50.0 %", true)]
    [InlineData(100.01, 100, "as before", null)]
    [InlineData(0, 0, "as before", null)]
    [InlineData(5, 0, "", null)]
    public void A_figure_is_compared_with_the_one_before(decimal now, decimal before, string text, bool? isGood) =>
        Change.Of(now, before, moreIsGood: true).ShouldBe(new Change(text, isGood));

    [Fact]
    public void A_payout_that_rises_is_neither_good_nor_bad() =>
        Change.Of(Money.Usd(20), Money.Usd(10), moreIsGood: null).ShouldBe(new Change("▲ 100 %", null));

    [Fact]
    public void Percentages_differ_by_points()
    {
        Change.OfPercent(20, 25).ShouldBe(new Change("▼ 5.0 points", false));
        Change.OfPercent(20, null).ShouldBe(new Change("", null));
    }
}
