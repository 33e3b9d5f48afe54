using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Server.Console.Frame;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Frame;

public sealed class ShownTests
{
    [Theory]
    [InlineData("1234.5", "USD", "$1,234.50")]
    [InlineData("-2", "USD", "-$2.00")]
    [InlineData("27.123456", "USD", "$27.12")]
    [InlineData("-0.001", "USD", "$0.00")]
    [InlineData("34", "EUR", "34.00 EUR")]
    [InlineData("1234.4", "JPY", "1,234 JPY")]
    public void An_amount_is_rounded_to_what_can_be_paid(string units, string currency, string shown)
    {
        Money.TryParse(units, Currency.Parse(currency), out var money).ShouldBeTrue();

        Shown.Amount(money).ShouldBe(shown);
    }

    [Theory]
    [InlineData(99_999.99, "$99,999")]
    [InlineData(0.99, "$0")]
    [InlineData(-12.5, "-$13")]
    public void What_is_left_is_shown_without_cents_and_never_too_much(decimal units, string shown) =>
        Shown.Whole(Money.Usd(units)).ShouldBe(shown);

    [Theory]
    [InlineData(0, 10, "0 %")]
    [InlineData(1, 1000, "< 1 %")]
    [InlineData(1, 3, "33 %")]
    [InlineData(0, 0, "0 %")]
    public void A_share_that_exists_is_never_shown_as_none(int part, int whole, string shown) =>
        Shown.Share(part, whole).ShouldBe(shown);

    [Fact]
    public void What_is_not_known_is_a_dash()
    {
        Shown.Amount(null).ShouldBe("–");
        Shown.Percent(null).ShouldBe("–");
        Shown.Talk(null).ShouldBe("–");
        Shown.Talk(TimeSpan.Zero).ShouldBe("–");
        Shown.Talk(TimeSpan.FromSeconds(92.9)).ShouldBe("1:32");
    }

    [Theory]
    [InlineData(0.25, "25%")]
    [InlineData(7, "100%")]
    [InlineData(-1, "0%")]
    [InlineData(double.NaN, "0%")]
    public void A_bar_stays_inside_its_frame(double share, string width) => Shown.Width(share).ShouldBe(width);

    [Fact]
    public void A_clock_time_is_of_the_zone()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var at = new DateTimeOffset(2026, 11, 24, 3, 5, 9, TimeSpan.Zero);

        Shown.Clock(at, zone).ShouldBe("22:05:09");
        Shown.Day(at, zone).ShouldBe("Mon 23 Nov");
        Shown.Zone(zone).ShouldBe("America/New York");
    }

    [Fact]
    public void A_margin_is_rounded_once()
    {
        var figures = Figures.Of(Money.Usd(100_000), Money.Usd(80_954), incoming: 1, connected: 1);

        Shown.Percent(figures.MarginPercent).ShouldBe("19.0 %", "19.046, not 19.05");
    }
}
