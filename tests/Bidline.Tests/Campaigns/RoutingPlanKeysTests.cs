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
    [InlineData(ByWeight, "ring: both", Tiers + "/1/ring", "unknown_value", null)]
    [InlineData(ByWeight, "ring_max: 3", Tiers + "/1/ring_max", "ring_form", "ring: together")]
    [InlineData(ByWeight, "ring: together; ring_max: 6", Tiers + "/1/ring_max", "out_of_range", null)]
    [InlineData(ByWeight, "min_revenue: \"-1\"", Tiers + "/1/min_revenue", "money_negative", null)]
    [InlineData(ByWeight, "next: { busy: agian }", Tiers + "/1/next/busy", "unknown_value", null)]
    [InlineData(ByWeight, "next: { hung_up: next }", Tiers + "/1/next", "next_form", "hung_up_within_seconds")]
    [InlineData(ByWeight, "next: { hung_up: next, hung_up_within_seconds: 601 }", Tiers + "/1/next/hung_up_within_seconds", "out_of_range", null)]
    [InlineData(ByWeight, "next: { busy: next, again_max: 2 }", Tiers + "/1/next", "next_form", "again")]
    [InlineData(ByWeight, "next: { busy: again, again_max: 6 }", Tiers + "/1/next/again_max", "out_of_range", null)]
    [InlineData(ByWeight, "next: { busy: again, again_wait_seconds: 61 }", Tiers + "/1/next/again_wait_seconds", "out_of_range", null)]
    [InlineData(ByWeight, "ring: together; next: { busy: again }", Tiers + "/1/next", "next_form", "next_tier")]
    [InlineData("overflow, weight: 70", "overflow, next: { busy: again, again_max: 0 }", Tiers + "/1/targets/0/next/again_max", "out_of_range", null)]
    [InlineData("      tiers:", "      attempts_max: 11\n      tiers:", "/campaigns/0/routing/attempts_max", "out_of_range", null)]
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

    [Fact]
    public void A_plan_says_what_follows_how_many_ring_and_what_a_tier_must_bring()
    {
        var campaign = CampaignOf(ByWeight, """
            ring: together
                      min_revenue: "9.50"
                      next: { busy: next_tier, hung_up: stop, hung_up_within_seconds: 8 }
                  attempts_max: 4
                  next: { no_answer: again, again_max: 2, again_wait_seconds: 5 }
            """);

        var tier = campaign.Tiers[1];
        (tier.RingMax, tier.MinRevenue, tier.Next.Busy, tier.Next.NoAnswer).ShouldBe((3, Money.Usd(9.5m), NextStep.NextTier, null));
        (tier.Next.HungUp, tier.Next.HungUpWithin).ShouldBe((NextStep.Stop, TimeSpan.FromSeconds(8)));
        (campaign.AttemptsMax, campaign.Next.NoAnswer, campaign.Next.AgainMax).ShouldBe((4, NextStep.Again, 2));
        campaign.Tiers[0].RingsTogether.ShouldBeFalse();
    }

    private static Campaign CampaignOf(string piece, string by)
    {
        var text = Markets.Boring.Replace(piece, by, StringComparison.Ordinal);
        var compiled = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules);
        compiled.Mistakes.ShouldBeEmpty();
        return compiled.Book!.Campaigns[new CampaignId("auto-fl")];
    }
}
