using Bidline.Campaigns;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

/// <summary>The keys of a routing plan: what they come to, and what is said where they are wrong.</summary>
public sealed class RoutingPlanKeysTests
{
    private const string ByWeight = "by: weight";
    private const string Tiers = "/campaigns/0/routing/tiers";

    [Theory]
    [InlineData(ByWeight, "by: wait", Tiers + "/1/by", "unknown_value", null)]
    [InlineData(ByWeight, "performance: { min_calls: 5 }", Tiers + "/1/performance", "performance_form", "by: performance")]
    [InlineData(ByWeight, "by: performance; performance: { window_days: 91 }", Tiers + "/1/performance/window_days", "out_of_range", null)]
    [InlineData(ByWeight, "by: performance; performance: { min_calls: 0 }", Tiers + "/1/performance/min_calls", "out_of_range", null)]
    [InlineData(ByWeight, "by: performance; performance: { explore_percent: 51 }", Tiers + "/1/performance/explore_percent", "out_of_range", null)]
    [InlineData(ByWeight, "by: performance; performance: { until_known: performance }", Tiers + "/1/performance/until_known", "performance_form", "round_robin")]
    public void A_wrong_key_of_a_plan_is_named_with_a_hint(string piece, string by, string path, string code, string? hint)
    {
        var mistakes = Markets.MistakesAfter(piece, by.Replace("; ", "\n          ", StringComparison.Ordinal));

        var found = mistakes.Where(mistake => mistake.Path == path && mistake.Code == code).ToList();
        found.ShouldHaveSingleItem().Line.ShouldNotBeNull();
        if (hint is not null) found[0].Hint.ShouldNotBeNull().ShouldContain(hint);
    }

    [Fact]
    public void A_tier_by_performance_has_its_terms_and_the_usual_ones_unless_given()
    {
        CampaignOf(ByWeight, "by: performance").Tiers[1].Performance.ShouldBe(
            new PerformanceTerms(TimeSpan.FromDays(7), 20, 10, TierOrder.RoundRobin));
        var own = CampaignOf(ByWeight, """
            by: performance
                      performance: { window_days: 30, min_calls: 50, explore_percent: 0, until_known: weight }
            """).Tiers[1];

        (own.By, own.Performance).ShouldBe((
            TierOrder.Performance, new PerformanceTerms(TimeSpan.FromDays(30), 50, 0, TierOrder.Weight)));
        CampaignOf(ByWeight, "by: least_recently_used").Tiers[1].By.ShouldBe(TierOrder.LeastRecentlyUsed);
    }

    private static Campaign CampaignOf(string piece, string by)
    {
        var text = Markets.Boring.Replace(piece, by, StringComparison.Ordinal);
        var compiled = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules);
        compiled.Mistakes.ShouldBeEmpty();
        return compiled.Book!.Campaigns[new CampaignId("auto-fl")];
    }
}
