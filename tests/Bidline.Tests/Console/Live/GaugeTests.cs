using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Server.Console.Live;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Live;

public sealed class GaugeTests
{
    [Theory]
    [InlineData(3, null, "3", null)]
    [InlineData(3, 10, "3/10", null)]
    [InlineData(9, 10, "9/10", "near")]
    [InlineData(10, 10, "10/10", "full")]
    [InlineData(0, 0, "0/0", "full")]
    public void A_gauge_warns_before_its_limit(int live, int? max, string text, string? tone)
    {
        var gauge = Gauge.OfLines(live, max);

        (gauge.Text, gauge.Tone).ShouldBe((text, tone));
    }

    [Fact]
    public void A_limit_of_calls_and_money_has_a_gauge_of_each()
    {
        var limit = new CapLimit(CalendarPeriod.Day, 50, Money.Usd(200));
        var use = new PeriodUse(CalendarPeriod.Day, 5, Money.Usd(190), Given.Monday9Am.AddHours(3));

        var gauges = Gauge.OfLimit(limit, use, TimeZoneInfo.Utc).ToList();

        gauges.Select(gauge => (gauge.Text, gauge.What, gauge.Tone)).ShouldBe([
            ("5/50", "5 of 50 calls a day (UTC)", null), ("95.0 %", "$190.00 of $200.00 spent a day (UTC)", "near")]);
    }

    [Fact]
    public void What_was_never_used_is_at_nothing() =>
        Gauge.OfLimit(new CapLimit(CalendarPeriod.Total, 50, null), null, TimeZoneInfo.Utc).ShouldHaveSingleItem()
            .What.ShouldBe("0 of 50 calls in all");
}
