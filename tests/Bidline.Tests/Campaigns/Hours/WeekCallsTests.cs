using System.Globalization;
using Bidline.Campaigns;
using Bidline.Campaigns.Hours;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Tests.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns.Hours;

/// <summary>Calls of each hour of the week: as written, on days of 23 and 25 hours, and held by a keeper's book.</summary>
public sealed class WeekCallsTests
{
    private static readonly WeekCalls ByNumber = new([.. Enumerable.Range(0, WeekCalls.HoursOfAWeek).Select(hour => (int?)hour)]);

    [Fact]
    public void Marks_become_the_calls_of_their_hours_and_a_flat_limit_stands_besides()
    {
        var caps = Caps("""
            calls_per_hour: 20, timezone: America/Chicago,
            calls_by_hour: { mon: "........3333aaaa........", sun: ".......................0", marks: [ { mark: a, calls: 40 } ] }
            """.ReplaceLineEndings(" "));

        Calls(caps, "2026-03-02T13:59Z").ShouldBe(20);
        Calls(caps, "2026-03-02T14:00Z").ShouldBe(3);
        Calls(caps, "2026-03-02T17:59Z").ShouldBe(3);
        Calls(caps, "2026-03-02T18:00Z").ShouldBe(20, "the mark says 40, and 20 are the most of any hour");
        Calls(caps, "2026-03-02T05:30Z").ShouldBe(0, "the last hour of the Sunday before");
        Calls(caps, "2026-03-03T15:00Z").ShouldBe(20);
    }

    [Fact]
    public void A_day_that_is_left_out_takes_any_number() =>
        Calls(Caps("calls_by_hour: { mon: \"111111111111111111111111\" }"), "2026-03-03T15:00Z").ShouldBeNull();

    [Theory]
    [InlineData("America/New_York", "2026-03-08", 23)]
    [InlineData("America/New_York", "2026-11-01", 25)]
    [InlineData("Europe/London", "2026-03-29", 23)]
    [InlineData("Europe/London", "2026-10-25", 25)]
    [InlineData("America/Los_Angeles", "2026-03-08", 23)]
    [InlineData("Asia/Kolkata", "2026-03-08", 24)]
    public void On_days_of_23_and_25_hours_every_counted_hour_is_one_of_the_clock_on_the_wall(
        string zoneId, string date, int hours)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneId);
        var day = DateOnly.Parse(date, CultureInfo.InvariantCulture);
        var (at, end) = (DayWindow.StartOf(zone, day), DayWindow.StartOf(zone, day.AddDays(1)));
        var counted = new List<int?>();
        for (; at < end; at = at.AddHours(1))
        {
            var local = TimeZoneInfo.ConvertTime(at, zone);
            counted.Add(ByNumber.At(zone, at));
            counted[^1].ShouldBe(((int)local.DayOfWeek * 24) + local.Hour);
            ByNumber.At(zone, at.AddMinutes(59)).ShouldBe(counted[^1], "one limit for the whole of a counted hour");
        }

        counted.Count.ShouldBe(hours);
    }

    [Fact]
    public void A_counted_hour_has_one_limit_where_half_an_hour_is_changed()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Australia/Lord_Howe");
        var at = DateTimeOffset.Parse("2026-04-04T12:00Z", CultureInfo.InvariantCulture);
        for (var minutes = 0; minutes < 6 * 60; minutes += 5)
        {
            var moment = at.AddMinutes(minutes);
            var window = PeriodWindow.Of(CalendarPeriod.Hour, zone, moment);
            ByNumber.At(zone, moment).ShouldBe(ByNumber.At(zone, window.From));
        }
    }

    [Fact]
    public void The_hour_that_autumn_repeats_takes_its_calls_twice_and_the_one_that_spring_skips_never()
    {
        var book = new HoldBook();
        book.Book(Money.Usd(10_000));
        var caps = Caps("calls_by_hour: { sun: \"00100000000000000000000.\" }, timezone: America/New_York");

        // Spring: 02:00 does not come, and no other hour before 23:00 takes a call.
        Taken(book, caps, "2026-03-08T05:00Z", hours: 22).ShouldBe(0);
        caps = Caps("calls_by_hour: { sun: \"01000000000000000000000.\" }, timezone: America/New_York");
        Taken(book, caps, "2026-11-01T04:00Z", hours: 24).ShouldBe(2);
    }

    /// <summary>How many of the calls, one every ten minutes, the book grants.</summary>
    private static int Taken(HoldBook book, Caps caps, string from, int hours)
    {
        var (start, taken) = (DateTimeOffset.Parse(from, CultureInfo.InvariantCulture), 0);
        for (var minutes = 0; minutes < hours * 60; minutes += 10)
        {
            var (order, now) = (Orders.Order(target: caps), start.AddMinutes(minutes));
            if (book.Refusal(order, now) is not null) continue;
            book.Take(order, now);
            taken++;
        }

        return taken;
    }

    private static int? Calls(Caps caps, string at) => caps.At(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture))
        .LimitOf(CalendarPeriod.Hour)?.Calls;

    private static Caps Caps(string keys)
    {
        var text = Markets.Boring.Replace("caps: { concurrent: 5, calls_per_day: 50, count_on: connected }", $"caps: {{ {keys} }}");
        var compiled = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules);
        compiled.Mistakes.ShouldBeEmpty();
        return compiled.Book!.Targets[new TargetId("acme-fl")].Caps;
    }
}
