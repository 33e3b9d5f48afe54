using Bidline.Campaigns;
using Bidline.Campaigns.Hours;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Routing.Rules;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing;

public sealed class CallingHoursTests
{
    [Theory]
    [InlineData("GA", null, "2026-03-03T13:00Z", CallingHours.Federal, true)] // Tuesday 08:00 in Atlanta
    [InlineData("GA", null, "2026-03-03T12:59Z", CallingHours.Federal, false)]
    [InlineData("GA", null, "2026-03-04T02:00Z", CallingHours.Federal, false)] // 21:00 sharp
    [InlineData("GA", null, "2026-03-04T01:59Z", CallingHours.Federal, true)]
    [InlineData("FL", "America/New_York", "2026-03-04T01:30Z", CallingHours.Federal, true)] // 20:30, and 19:30 in Pensacola
    [InlineData("FL", "America/New_York", "2026-03-04T01:30Z", CallingHours.State, false)] // Florida ends at 20:00
    [InlineData("FL", "America/New_York", "2026-03-03T13:30Z", CallingHours.State, false)] // 07:30 in Pensacola
    [InlineData("FL", "America/New_York", "2026-03-03T14:00Z", CallingHours.State, true)]
    [InlineData("TX", null, "2026-03-08T17:30Z", CallingHours.State, false)] // Sunday 12:30 in Dallas, 11:30 in El Paso
    [InlineData("TX", null, "2026-03-08T18:00Z", CallingHours.State, true)]
    [InlineData("LA", null, "2026-03-08T18:00Z", CallingHours.State, false)] // no Sundays
    [InlineData("LA", null, "2026-07-03T18:00Z", CallingHours.State, false)] // Independence Day, observed
    [InlineData("LA", null, "2026-07-02T18:00Z", CallingHours.State, true)]
    [InlineData(null, null, "2026-03-03T15:30Z", CallingHours.Federal, false)] // anywhere: 07:30 in Los Angeles
    [InlineData(null, null, "2026-03-03T16:00Z", CallingHours.Federal, true)]
    [InlineData("LA", null, "2026-03-08T08:00Z", CallingHours.Off, true)]
    public void A_call_lies_within_the_hours_wherever_its_caller_may_live(
        string? state, string? zone, string utc, CallingHours kept, bool isWithin) =>
        (Check(Caller(state, zone), DateTimeOffset.Parse(utc, null), kept) is null).ShouldBe(isWithin);

    [Fact]
    public void A_caller_from_abroad_is_not_bound_by_them() =>
        Check(CallerProfile.Unknown(Given.Caller) with { Country = "GB", TimeZone = "Europe/London" }, At("2026-03-03T03:00Z"),
            CallingHours.State).ShouldBeNull();

    [Fact]
    public void The_reason_names_state_time_and_hours()
    {
        var reason = Check(Caller("LA", null), At("2026-03-03T12:30Z"), CallingHours.State).ShouldNotBeNull();

        reason.Code.ShouldBe("not_asked.calling_hours");
        reason.Values.ShouldBe(new Dictionary<string, string>
        {
            ["state"] = "LA", ["local"] = "Tue 06:30", ["allowed"] = "08:00-20:00", ["zone"] = "America/Chicago",
        });
    }

    [Fact]
    public void A_state_never_allows_what_the_federal_hours_do_not() =>
        Gen.Select(Gen.Int[0, States.OfTheUnion.Count - 1], Gen.Int[0, 365 * 48]).Sample((state, halves) =>
        {
            var (caller, now) = (Caller(States.OfTheUnion[state], null), At("2026-01-01T00:00Z").AddMinutes(30 * halves));
            return Check(caller, now, CallingHours.Federal) is null || Check(caller, now, CallingHours.State) is not null;
        });

    [Fact]
    public void Every_row_of_the_table_is_of_a_state_and_stricter_than_the_federal_hours()
    {
        var stricter = States.OfTheUnion.Where(state => SolicitationHours.Of(state) != SolicitationHours.Federal).ToList();

        stricter.Count.ShouldBe(SolicitationHours.Rows);
    }

    private static Reason? Check(CallerProfile caller, DateTimeOffset now, CallingHours kept) => CallingHoursRule.Check(
        kept, CallFacts.Of(caller, new PublisherId("zeta"), Given.ACampaign("acme-fl"), now));

    private static CallerProfile Caller(string? state, string? zone) =>
        CallerProfile.Unknown(Given.Caller) with { Country = "US", State = state, TimeZone = zone };

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
