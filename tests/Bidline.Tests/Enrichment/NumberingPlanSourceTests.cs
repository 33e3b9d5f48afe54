using Bidline.Enrichment;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Enrichment;

public sealed class NumberingPlanSourceTests
{
    private readonly NumberingPlanSource _source = new();

    [Theory]
    [InlineData("+13055550142", "US", "FL", "America/New_York")]
    [InlineData("+12125550100", "US", "NY", "America/New_York")]
    [InlineData("+12145550100", "US", "TX", "America/Chicago")]
    [InlineData("+13035550142", "US", "CO", "America/Denver")]
    [InlineData("+14165550123", "CA", "ON", "America/Toronto")]
    public void A_north_american_number_has_a_country_a_state_and_a_zone(
        string number, string country, string state, string zone)
    {
        var facts = Facts(number);

        facts["country"].ShouldBe(country);
        facts["state"].ShouldBe(state);
        facts["time_zone"].ShouldBe(zone);
        facts["area_code"].ShouldBe(number[2..5]);
    }

    [Fact]
    public void A_number_from_abroad_has_its_country_and_no_state()
    {
        var facts = Facts("+442079460123");

        facts["country"].ShouldBe("GB");
        facts.ShouldNotContainKey("state");
    }

    [Fact]
    public void A_number_of_no_plan_is_simply_not_known() => Facts("+99912345678").ShouldNotContainKey("country");

    private Dictionary<string, string> Facts(string number) =>
        _source.LookUp(PhoneNumber.Parse(number)).Facts.ToDictionary(fact => fact.Field, fact => fact.Value);
}
