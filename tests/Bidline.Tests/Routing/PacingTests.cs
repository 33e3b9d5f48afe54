using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing;

public sealed class PacingTests
{
    private static readonly TimeZoneInfo Chicago = TimeZoneInfo.FindSystemTimeZoneById("America/Chicago");

    // Open eight hours a day, Monday to Friday.
    private static readonly OpeningHours Office = new(
        Chicago,
        [.. Enumerable.Range(1, 5).Select(day => new OpenRange((DayOfWeek)day, new TimeOnly(8, 0), new TimeOnly(16, 0)))]);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(8, 0, 0)]
    [InlineData(9, 0, 0.125)]
    [InlineData(9, 30, 0.1875)]
    [InlineData(16, 0, 1)]
    [InlineData(23, 59, 1)]
    public void The_share_grows_only_while_it_is_open(int hour, int minute, double share)
    {
        var monday = At(2026, 3, 2, hour, minute);

        ((double)OpenShare.Of(Office, PeriodWindow.Of(CalendarPeriod.Day, Chicago, monday), monday)).ShouldBe(share, 1e-9);
    }

    [Fact]
    public void A_week_and_a_month_are_spread_over_their_open_days()
    {
        var wednesday = At(2026, 3, 4, 16, 0);

        OpenShare.Of(Office, PeriodWindow.Of(CalendarPeriod.Week, Chicago, wednesday), wednesday).ShouldBe(3m / 5);
        OpenShare.Of(Office, PeriodWindow.Of(CalendarPeriod.Month, Chicago, wednesday), wednesday).ShouldBe(3m / 22);
    }

    [Theory]
    [InlineData(3, 8, 23)]
    [InlineData(11, 1, 25)]
    public void Days_of_23_and_25_hours_are_spread_over_the_hours_they_have(int month, int day, int hours)
    {
        var window = PeriodWindow.Of(CalendarPeriod.Day, Chicago, At(2026, month, day, 12, 0));

        OpenShare.Of(null, window, window.From.AddHours(6)).ShouldBe(6m / hours);
        OpenShare.Of(Always(), window, window.From.AddHours(6)).ShouldBe(6m / hours);
    }

    [Theory]
    [InlineData(9, 13, null)]      // an eighth of 100 and a burst of 5 are 17.5, so 18
    [InlineData(9, 17, null)]
    [InlineData(9, 18, "18")]
    [InlineData(8, 5, "5")]        // at the opening only the burst
    [InlineData(8, 4, null)]
    [InlineData(16, 99, null)]     // at the end of the day the limit itself is all that counts
    public void A_paced_target_takes_its_share_so_far_and_a_burst(int hour, int used, string? allowed)
    {
        var reason = Judge(hour, new CapLimit(CalendarPeriod.Day, 100, null), Given.AUse(calls: used));

        (reason?.Values["allowed"]).ShouldBe(allowed);
        if (reason is null) return;
        reason.Code.ShouldBe("not_asked.pacing");
        (reason.Values["whose"], reason.Values["window"], reason.Values["used"], reason.Values["limit"])
            .ShouldBe(("target", "day", $"{used}", "100"));
    }

    [Theory]
    [InlineData(9, 170, null)]
    [InlineData(9, 175, "175.00")]
    public void Money_is_paced_like_calls(int hour, int spent, string? allowed) => Judge(
        hour, new CapLimit(CalendarPeriod.Day, null, Money.Usd(1000)), Given.AUse(spent: spent))
        ?.Values["allowed"].ShouldBe(allowed);

    [Fact]
    public void What_is_not_paced_may_be_used_up_at_once()
    {
        var target = Given.ATarget() with { Caps = Orders.CallsPerDay(100), Hours = Office };

        Reasons(target, Given.AUse(calls: 99), At(2026, 3, 2, 8, 1)).ShouldBeEmpty();
    }

    [Fact]
    public void However_many_want_in_a_paced_day_takes_its_limit_in_all_and_never_more_than_its_share_so_far() =>
        Gen.Select(Gen.Int[1, 200], Gen.Int[0, 30], Gen.Int[1, 12]).Sample(
            (limit, burst, every) =>
            {
                var used = 0;
                for (var minute = 0; minute < 480; minute += every)
                {
                    var now = At(2026, 3, 2, 8, 0).AddMinutes(minute);
                    var caps = Paced(new CapLimit(CalendarPeriod.Day, limit, null), burst);
                    var target = Given.ATarget() with { Caps = caps, Hours = Office };
                    while (used < limit && Reasons(target, Given.AUse(calls: used), now).Count == 0) used++;
                    used.ShouldBeLessThanOrEqualTo((int)Math.Ceiling(limit * ((minute / 480m) + (burst / 100m))));
                }

                used.ShouldBeGreaterThanOrEqualTo((int)(limit * (480m - every) / 480m));
            },
            iter: 200);

    private static Reason? Judge(int hour, CapLimit limit, CapStanding use) => Reasons(
        Given.ATarget() with { Caps = Paced(limit, 5), Hours = Office }, use, At(2026, 3, 2, hour, 0))
        .SingleOrDefault(reason => reason.Code == "not_asked.pacing");

    private static Caps Paced(CapLimit limit, int burst) => Caps.None.With(limit) with
    {
        TimeZone = Chicago, Pacing = new PacingTerms(burst),
    };

    private static IReadOnlyList<Reason> Reasons(Target target, CapStanding use, DateTimeOffset now) => Eligibility.Judge(
        Given.ABook(Given.ACampaign(target.Id.Value), target), Given.ACampaign(target.Id.Value), Given.PublisherTerms(),
        Given.AFloridian(), (_, _) => Given.AFreeStanding() with { Target = use }, now, new HashSet<TargetId>())
        .Single().Failed.Where(reason => reason.Code != "not_asked.hours_closed").ToList();

    private static OpeningHours Always() => new(
        Chicago, [.. Enum.GetValues<DayOfWeek>().Select(day => new OpenRange(day, TimeOnly.MinValue, TimeOnly.MinValue))]);

    private static DateTimeOffset At(int year, int month, int day, int hour, int minute)
    {
        var local = new DateTime(year, month, day, hour, minute, 0);
        return new DateTimeOffset(local, Chicago.GetUtcOffset(local)).ToUniversalTime();
    }
}
