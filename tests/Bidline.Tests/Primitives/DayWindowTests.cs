using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Primitives;

public sealed class DayWindowTests
{
    [Theory]
    [InlineData("America/New_York", "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z", 23)]
    [InlineData("America/New_York", "2026-07-04T12:00:00Z", "2026-07-04T04:00:00Z", 24)]
    [InlineData("America/New_York", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", 25)]
    [InlineData("America/New_York", "2026-11-02T04:59:59Z", "2026-11-01T04:00:00Z", 25)]
    [InlineData("America/New_York", "2026-11-02T05:00:00Z", "2026-11-02T05:00:00Z", 24)]
    [InlineData("America/Havana", "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z", 23)]
    [InlineData("America/Havana", "2026-11-01T12:00:00Z", "2026-11-01T04:00:00Z", 25)]
    [InlineData("Asia/Kolkata", "2026-11-01T18:29:59Z", "2026-10-31T18:30:00Z", 24)]
    [InlineData("UTC", "2026-11-01T23:59:59Z", "2026-11-01T00:00:00Z", 24)]
    public void A_day_begins_at_local_midnight_and_is_as_long_as_it_is(
        string zone, string moment, string from, int hours)
    {
        var window = DayWindow.Of(TimeZoneInfo.FindSystemTimeZoneById(zone), At(moment));

        window.From.ShouldBe(At(from));
        (window.Until - window.From).ShouldBe(TimeSpan.FromHours(hours));
    }

    [Fact]
    public void The_days_of_every_zone_partition_time()
    {
        var zones = TimeZoneInfo.GetSystemTimeZones().ToArray();

        // 1990 to 2040, to the second.
        Gen.Select(Gen.Int[0, zones.Length - 1], Gen.Long[631_152_000, 2_208_988_800]).Sample((zone, seconds) =>
        {
            var moment = DateTimeOffset.FromUnixTimeSeconds(seconds);
            var window = DayWindow.Of(zones[zone], moment);
            return window.Covers(moment)
                && DayWindow.Of(zones[zone], window.From) == window
                && DayWindow.Of(zones[zone], window.Until).From == window.Until
                && window.Until - window.From <= DayWindow.LengthMax;
        }, iter: 20_000);
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
