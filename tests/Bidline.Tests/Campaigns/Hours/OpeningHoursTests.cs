using System.Collections.Frozen;
using System.Globalization;
using Bidline.Campaigns;
using Bidline.Campaigns.Hours;
using Bidline.Primitives;
using Bidline.Tests.Tidy;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns.Hours;

public sealed class OpeningHoursTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private static readonly string Table = Path.Combine(SourceTree.Root, "tests/Bidline.Tests/Campaigns/Hours/clock-changes.csv");

    public static TheoryData<string> ChangedDays() => [.. File.ReadAllLines(Table).Skip(1)];

    /// <summary>The table was made with Python's zoneinfo, so that two implementations have to agree.</summary>
    [Theory]
    [MemberData(nameof(ChangedDays))]
    public void On_days_of_23_and_25_hours_and_where_half_an_hour_is_changed_it_is_open_as_the_clock_on_the_wall_says(string row)
    {
        var columns = row.Split(',');
        var (zone, day) = (TimeZoneInfo.FindSystemTimeZoneById(columns[0]), DateOnly.Parse(columns[1], CultureInfo.InvariantCulture));
        var hours = new OpeningHours(zone, [Range(day.DayOfWeek, columns[3], columns[4])]);
        var window = DayWindow.Of(zone, new DateTimeOffset(day.ToDateTime(new TimeOnly(12, 0)), zone.GetUtcOffset(day.ToDateTime(new TimeOnly(12, 0)))));

        (window.Until - window.From).TotalHours.ShouldBe(double.Parse(columns[2], CultureInfo.InvariantCulture));
        string.Join(' ', Stretches(hours, window)).ShouldBe(columns[5]);
    }

    [Fact]
    public void The_next_opening_is_the_first_open_minute_whatever_the_hours_and_the_day()
    {
        string[] zones = ["America/New_York", "America/Los_Angeles", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata"];
        var changes = new[] { "2026-03-08", "2026-11-01", "2026-03-29", "2026-10-25", "2026-04-05", "2026-10-04", "2026-07-04" };
        var anyRange = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 47], Gen.Int[1, 12], (day, from, halves) => new OpenRange(
            (DayOfWeek)day, new TimeOnly(from / 2, 30 * (from % 2)),
            from + halves >= 48 ? TimeOnly.MinValue : new TimeOnly((from + halves) / 2, 30 * ((from + halves) % 2))));
        Gen.Select(Gen.Int[0, zones.Length - 1].Select(i => zones[i]), Gen.Int[0, changes.Length - 1].Select(i => changes[i]), Gen.Int[-2880, 2880], anyRange.List[1, 4], Gen.Bool)
            .Sample((zone, change, minutes, ranges, closesFederal) =>
            {
                var hours = new OpeningHours(TimeZoneInfo.FindSystemTimeZoneById(zone), ranges)
                {
                    Holidays = Holidays.None with { UsFederal = closesFederal },
                };
                var now = DateTimeOffset.Parse($"{change}T03:00Z", CultureInfo.InvariantCulture).AddMinutes(minutes);
                if (hours.IsOpenAt(now)) return;
                var scanned = Enumerable.Range(1, 15 * 24 * 60).Select(ahead => now.AddMinutes(ahead)).First(at => hours.IsOpenAt(at));
                hours.NextOpening(now).ShouldNotBeNull().ToUniversalTime().ShouldBe(scanned.ToUniversalTime());
            }, iter: 400);
    }

    [Fact]
    public void A_holiday_closes_the_day_and_an_exception_stands_before_it()
    {
        var hours = Weekdays() with
        {
            Holidays = new Holidays(
                true, ["columbus_day"], Days((new DateOnly(2026, 11, 27), "Day after Thanksgiving")),
                new Dictionary<(int, int), string> { [(12, 24)] = "Christmas Eve" }.ToFrozenDictionary()),
            Exceptions = new Dictionary<DateOnly, ExceptionDay>
            {
                [new DateOnly(2026, 11, 11)] = new(null, [Range(DayOfWeek.Wednesday, "10:00", "12:00")]),
                [new DateOnly(2026, 11, 13)] = new("Stock-taking", []),
            }.ToFrozenDictionary(),
        };

        Told("2026-11-26").ShouldBe("Thanksgiving Day");
        Told("2026-11-27").ShouldBe("Day after Thanksgiving");
        Told("2030-12-24").ShouldBe("Christmas Eve");
        Told("2026-10-12").ShouldBe("open"); // Columbus Day is an ordinary day here
        Told("2026-11-13").ShouldBe("Stock-taking");
        Told("2026-11-11").ShouldBe("open"); // Veterans Day, with hours of its own
        hours.IsOpenAt(At("2026-11-11T17:00Z")).ShouldBeFalse();
        hours.NextOpening(At("2026-11-26T15:00Z")).ShouldBe(At("2026-11-30T13:00Z"));

        string Told(string day)
        {
            var at = At($"{day}T16:00Z");
            return hours.IsOpenAt(at) ? "open" : hours.HolidayAt(at) ?? "closed";
        }
    }

    [Fact]
    public void By_the_callers_clock_the_same_moment_is_open_in_one_zone_and_closed_in_another()
    {
        var hours = Weekdays() with { ByCallersClock = true };
        var (moment, pacific) = (At("2026-03-10T13:30Z"), TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles"));

        hours.IsOpenAt(moment, NewYork).ShouldBeTrue(); // 09:30
        hours.IsOpenAt(moment, pacific).ShouldBeFalse(); // 06:30
        hours.IsOpenAt(moment, caller: null).ShouldBeTrue(); // by the fallback
        hours.NextOpening(moment, pacific).ShouldBe(At("2026-03-10T15:00Z"));
    }

    [Fact]
    public void Hours_that_never_open_have_no_next_opening() =>
        new OpeningHours(NewYork, []).NextOpening(Given.Monday9Am).ShouldBeNull();

    private static OpeningHours Weekdays() => new(
        NewYork, [.. Enumerable.Range(1, 5).Select(day => Range((DayOfWeek)day, "08:00", "18:00"))]);

    private static OpenRange Range(DayOfWeek day, string from, string until) => new(
        day, TimeOnly.Parse(from, CultureInfo.InvariantCulture),
        until == "24:00" ? TimeOnly.MinValue : TimeOnly.Parse(until, CultureInfo.InvariantCulture));

    private static FrozenDictionary<DateOnly, string> Days(params (DateOnly Day, string Name)[] days) =>
        days.ToFrozenDictionary(pair => pair.Day, pair => pair.Name);

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Stretches(OpeningHours hours, DayWindow window)
    {
        DateTimeOffset? since = null;
        for (var minute = window.From; minute <= window.Until; minute = minute.AddMinutes(1))
        {
            var open = minute < window.Until && hours.IsOpenAt(minute);
            if (open && since is null) since = minute;
            if (open || since is not { } from) continue;
            yield return $"{from:yyyy-MM-dd'T'HH:mm'Z'}/{minute:yyyy-MM-dd'T'HH:mm'Z'}";
            since = null;
        }
    }
}
