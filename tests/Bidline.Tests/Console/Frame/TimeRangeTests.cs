using Bidline.Server.Console.Frame;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Frame;

public sealed class TimeRangeTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    // 10:30 in New York, on the day after the clock went back: yesterday had 25 hours.
    private static readonly DateTimeOffset Now = new(2026, 11, 2, 15, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Today_begins_at_midnight_of_the_market_and_is_compared_with_yesterday_up_to_now()
    {
        var today = TimeRange.Today.At(Now, NewYork);
        var before = TimeRange.Today.BeforeAt(Now, NewYork);

        (today.From, today.To).ShouldBe((new DateTimeOffset(2026, 11, 2, 5, 0, 0, TimeSpan.Zero), Now));
        before.From.ShouldBe(new DateTimeOffset(2026, 11, 1, 4, 0, 0, TimeSpan.Zero));
        (before.To - before.From).ShouldBe(TimeSpan.FromHours(10.5));
    }

    [Theory]
    [InlineData("24h", 1)]
    [InlineData("7d", 7)]
    [InlineData("30d", 30)]
    public void A_range_of_days_is_compared_with_as_many_before_it(string key, int days)
    {
        var range = TimeRange.Of(key);

        range.At(Now, NewYork).From.ShouldBe(Now.AddDays(-days));
        range.BeforeAt(Now, NewYork).From.ShouldBe(Now.AddDays(-2 * days));
        range.BeforeAt(Now, NewYork).To.ShouldBe(Now.AddDays(-days));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("century")]
    public void An_address_that_names_no_range_means_today(string? key) => TimeRange.Of(key).ShouldBe(TimeRange.Today);
}
