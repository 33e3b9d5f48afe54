using Bidline.Enrichment;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Enrichment;

public sealed class CallerZonesTests
{
    [Theory]
    [InlineData(null, "GA", null, "America/New_York")]
    [InlineData(null, "HI", null, "Pacific/Honolulu")]
    [InlineData("90012", "FL", "America/New_York", "America/Los_Angeles")] // moved to California with a number of Miami
    [InlineData("33130-1234", null, null, null)] // Florida has two zones
    [InlineData("32501", "FL", "America/Chicago", "America/Chicago")] // and the number says which
    [InlineData("32501", "TX", "America/Chicago", null)] // but not a number of another state
    [InlineData(null, "FL", "America/New_York", "America/New_York")]
    [InlineData(null, null, "Europe/London", "Europe/London")]
    [InlineData(null, null, null, null)]
    [InlineData("1234", "??", "Mars/Olympus", null)]
    public void A_caller_lives_by_one_clock_or_it_is_not_known(string? zip, string? state, string? zone, string? clock)
    {
        var caller = CallerProfile.Unknown(Given.Caller) with { Zip = zip, State = state, TimeZone = zone };

        CallerZones.ClockOf(caller)?.Id.ShouldBe(clock);
        (CallerZones.ClockOf(caller) is null).ShouldBe(clock is null);
    }

    [Theory]
    [InlineData("33130", "FL")]
    [InlineData("10001", "NY")]
    [InlineData("05501", "MA")]
    [InlineData("20101", "VA")]
    [InlineData("73301", "TX")]
    [InlineData("88510", "TX")]
    [InlineData("99501-0001", "AK")]
    [InlineData("00901", "PR")]
    [InlineData("00001", null)]
    [InlineData("3313", null)]
    [InlineData("331301", null)]
    [InlineData("K1A 0B1", null)]
    public void A_zip_code_names_its_state(string zip, string? state) => ZipStates.Of(zip).ShouldBe(state);

    [Fact]
    public void Every_state_has_a_zone() => States.OfTheUnion.ShouldAllBe(state => CallerZones.OfState(state).Count > 0);
}
