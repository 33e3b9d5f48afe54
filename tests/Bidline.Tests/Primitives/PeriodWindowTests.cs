using Bidline.Primitives;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Primitives;

public sealed class PeriodWindowTests
{
    [Theory]
    [InlineData(CalendarPeriod.Hour, "America/New_York", "2026-11-01T05:59:59Z", "2026-11-01T05:00:00Z", 1)] // 01:59 EDT
    [InlineData(CalendarPeriod.Hour, "America/New_York", "2026-11-01T06:00:00Z", "2026-11-01T06:00:00Z", 1)] // 01:00 EST, again
    [InlineData(CalendarPeriod.Hour, "Asia/Kolkata", "2026-11-01T06:29:59Z", "2026-11-01T05:30:00Z", 1)]
    [InlineData(CalendarPeriod.Day, "America/New_York", "2026-03-08T12:00:00Z", "2026-03-08T05:00:00Z", 23)]
    [InlineData(CalendarPeriod.Week, "America/New_York", "2026-03-08T12:00:00Z", "2026-03-02T05:00:00Z", 167)]
    [InlineData(CalendarPeriod.Week, "Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-18T22:00:00Z", 169)]
    [InlineData(CalendarPeriod.Week, "UTC", "2026-11-30T00:00:00Z", "2026-11-30T00:00:00Z", 168)] // a Monday
    [InlineData(CalendarPeriod.Month, "America/New_York", "2026-03-31T23:00:00Z", "2026-03-01T05:00:00Z", 743)]
    [InlineData(CalendarPeriod.Month, "America/New_York", "2026-12-01T04:59:59Z", "2026-11-01T04:00:00Z", 721)]
    [InlineData(CalendarPeriod.Month, "Australia/Lord_Howe", "2028-02-29T00:00:00Z", "2028-01-31T13:00:00Z", 696)]
    public void A_period_begins_and_ends_on_the_zones_own_clock(
        CalendarPeriod period, string zone, string moment, string from, int hours)
    {
        var window = PeriodWindow.Of(period, TimeZoneInfo.FindSystemTimeZoneById(zone), At(moment));

        window.From.ShouldBe(At(from));
        (window.Until - window.From).ShouldBe(TimeSpan.FromHours(hours));
    }

    [Fact]
    public void The_windows_of_every_period_and_zone_partition_time()
    {
        var zones = TimeZoneInfo.GetSystemTimeZones().ToArray();

        // 1990 to 2040, to the second.
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, zones.Length - 1], Gen.Long[631_152_000, 2_208_988_800])
            .Sample((period, zone, seconds) =>
            {
                var moment = DateTimeOffset.FromUnixTimeSeconds(seconds);
                var window = PeriodWindow.Of((CalendarPeriod)period, zones[zone], moment);
                return window.Covers(moment)
                    && PeriodWindow.Of((CalendarPeriod)period, zones[zone], window.From) == window
                    && PeriodWindow.Of((CalendarPeriod)period, zones[zone], window.Until).From == window.Until
                    && window.Until - window.From <= PeriodWindow.LengthMax;
            }, iter: 20_000);
    }

    [Fact]
    public void Every_bound_lies_on_a_quarter_of_an_hour()
    {
        var zones = TimeZoneInfo.GetSystemTimeZones().ToArray();

        // The years in which calls are counted.
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, zones.Length - 1], Gen.Long[1_767_225_600, 2_208_988_800])
            .Sample((period, zone, seconds) =>
            {
                var window = PeriodWindow.Of(
                    (CalendarPeriod)period, zones[zone], DateTimeOffset.FromUnixTimeSeconds(seconds));
                return window.From.UtcTicks % (TimeSpan.TicksPerMinute * 15) == 0;
            }, iter: 20_000);
    }

    private static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
